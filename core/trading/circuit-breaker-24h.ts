import { closeTimeOf } from '../market/bar.ts';
import { haltUntil, isBreakerTripped } from '../risk/circuit-breaker.ts';
import type { Draft } from './draft.ts';
import { askToClose } from './closing.ts';

/**
 * The circuit breaker: equity (wallet + unrealised) 5 % below the equity at 00:00 UTC closes the position, tells the
 * operator and halts entries for 24 hours of exchange time. Stops stay on the exchange throughout.
 */
export function tripBreakerIfDown(draft: Draft, time: number): void {
  const { mode, drawdown, settings, day, equity } = draft.state;
  if (mode.mode === 'halted' || mode.mode === 'stopped' || !day || equity === undefined) return;
  if (!isBreakerTripped(day.equity, equity, settings.limits)) return;
  const until = haltUntil(time, settings.limits);
  const why = `equity ${equity} is ${(drawdown * 100).toFixed(2)} % below ${day.equity} at 00:00 UTC (limit ${(settings.limits.dailyDrawdown * 100).toFixed(2)} %); entries resume at ${new Date(until).toISOString()}`;
  draft.change({ haltUntil: until, modeAfterHalt: mode.mode === 'paused' ? mode : undefined });
  draft.enterMode({ mode: 'halted', since: time, why, who: 'circuit breaker' });
  draft.act(
    { type: 'haltUntil', time: until },
    { type: 'notify', level: 'alarm', text: `${draft.symbol} halted: ${why}` },
  );
  if (draft.state.position) askToClose(draft, 'breaker');
}

/** Ends the halt when its time has come: by the durable timer, or by a bar that closes after it. */
export function resumeAfterHalt(draft: Draft, time: number): void {
  const { mode, haltUntil: until } = draft.state;
  if (mode.mode !== 'halted' || until === undefined || time < until) return;
  endHalt(draft, time, 'the 24 h halt has ended', 'circuit breaker');
}

/** Leaves the halt for what was before it: an operator's pause outlives the breaker. */
export function endHalt(draft: Draft, time: number, why: string, who: string): void {
  const before = draft.state.modeAfterHalt;
  draft.change({ haltUntil: undefined, modeAfterHalt: undefined });
  draft.enterMode(before ?? { mode: 'running', since: time, why, who });
  draft.act(
    { type: 'endHalt' },
    { type: 'notify', level: 'info', text: `${draft.symbol} ${draft.state.mode.mode}: ${why}` },
  );
}

/** The breaker after an operator has ended a halt early: today's fall is forgiven, a further one is not. */
export function forgiveDrawdown(draft: Draft): void {
  const { day, equity } = draft.state;
  if (day && equity !== undefined) draft.change({ day: { ...day, equity }, drawdown: 0 });
}

/** Exchange time at which a bar has closed, epoch ms. */
export function closedAt(openTime: number): number {
  return closeTimeOf(openTime) + 1;
}
