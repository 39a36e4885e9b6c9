import assert from 'node:assert/strict';
import { longestWithin } from './naked-spells.ts';
import type { NakedSpell } from './naked-spells.ts';
import { KILL_SEED } from './kill-plan.ts';
import { SPEED } from './running-system.ts';

/** The promise: no position without a stop for longer than this after the worker is back, wall ms. */
const PROTECTED_WITHIN_MS = 5_000;

/** One kill and what came of it. Times are wall, epoch ms, unless they say otherwise. */
export interface Kill {
  readonly moment: string;
  readonly killedAt: number;
  readonly backAt: number;
  /** When the first entry decided after the return had been filled and recorded. */
  readonly tradedAt: number;
  readonly killedMarketTime: number;
  readonly backMarketTime: number;
}

interface Measured extends Kill {
  readonly nakedMs: number;
  readonly nakedAfterReturnMs: number;
}

/** What the spells without a stop were around each kill, wall ms: in all, and after the return. */
export function measure(kills: readonly Kill[], spells: readonly NakedSpell[]): Measured[] {
  return kills.map((kill, index) => {
    const until = kills[index + 1]?.killedMarketTime ?? Infinity;
    return {
      ...kill,
      nakedMs: longestWithin(spells, kill.killedMarketTime, until) / SPEED,
      nakedAfterReturnMs: longestWithin(spells, kill.backMarketTime, until) / SPEED,
    };
  });
}

export function printKills(title: string, kills: readonly Measured[]): void {
  const seconds = (ms: number) => (ms / 1000).toFixed(2).padStart(7);
  const columns = '  kill → back   → first trade   longest without a stop   of it after the return   moment';
  const lines = kills.map(
    ({ moment, killedAt, backAt, tradedAt, nakedMs, nakedAfterReturnMs }) =>
      `  ${seconds(backAt - killedAt)} s   ${seconds(tradedAt - killedAt)} s      ${seconds(nakedMs)} s                ` +
      `${seconds(nakedAfterReturnMs)} s                 ${moment}`,
  );
  console.log([`      ${title} (seed ${KILL_SEED})`, columns, ...lines].join('\n      '));
}

export function assertProtectedInTime(kills: readonly Measured[]): void {
  const broken = kills.filter(({ nakedAfterReturnMs }) => nakedAfterReturnMs > PROTECTED_WITHIN_MS);
  assert.deepEqual(broken, [], `kills after which a position had no stop for longer than ${PROTECTED_WITHIN_MS} ms`);
}
