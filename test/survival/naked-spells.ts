import { money } from '../../core/money/decimal.ts';
import type { AccountHistory } from './account-history.ts';

/** A stretch of market time, ms, in which the account held a position and no open stop. `to` is Infinity if it never ended. */
export interface NakedSpell {
  readonly from: number;
  readonly to: number;
}

interface Change {
  readonly time: number;
  readonly position: string;
  readonly stops: number;
}

/**
 * Every stretch in which a position had no STOP_MARKET for the whole of it, from the exchange's own fills and
 * conditional orders: complete, where looking now and then would miss the short ones. Changes of the same millisecond
 * count as one.
 */
export function nakedSpells({ fills, conditionals }: Pick<AccountHistory, 'fills' | 'conditionals'>): NakedSpell[] {
  const changes: Change[] = [
    ...fills.map(({ time, side, qty }) => ({ time, position: side === 'BUY' ? qty : `-${qty}`, stops: 0 })),
    ...conditionals
      .filter(isStop)
      .flatMap((stop) => [
        { time: stop.createTime, position: '0', stops: 1 },
        ...(stop.algoStatus === 'NEW' ? [] : [{ time: stop.triggerTime || stop.updateTime, position: '0', stops: -1 }]),
      ]),
  ].sort((one, other) => one.time - other.time);

  const spells: NakedSpell[] = [];
  let position = money('0');
  let stops = 0;
  let nakedSince: number | undefined;
  for (const [index, change] of changes.entries()) {
    position = position.plus(change.position);
    stops += change.stops;
    if (changes[index + 1]?.time === change.time) continue;
    const isNaked = !position.isZero() && stops === 0;
    if (isNaked) nakedSince ??= change.time;
    else if (nakedSince !== undefined) {
      spells.push({ from: nakedSince, to: change.time });
      nakedSince = undefined;
    }
  }
  if (nakedSince !== undefined) spells.push({ from: nakedSince, to: Infinity });
  return spells;
}

/** The longest part of any spell that lies in [from, to), ms of market time. */
export function longestWithin(spells: readonly NakedSpell[], from: number, to: number): number {
  return Math.max(0, ...spells.map((spell) => Math.min(spell.to, to) - Math.max(spell.from, from)));
}

function isStop({ orderType, closePosition }: AccountHistory['conditionals'][number]): boolean {
  return orderType === 'STOP_MARKET' && closePosition;
}
