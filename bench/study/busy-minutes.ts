import { MINUTE_MS } from '../../core/market/bar.ts';
import type { KnownMinutes } from '../../core/matching/minute-market.ts';
import type { PredictionSource } from '../../core/rules/signal-rule.ts';
import type { Period } from './periods.ts';

/** Minutes before a signal that are played: the first after a gap isn't traded. */
const LEAD = 3;
/** Minutes after the latest exit by time. */
const TAIL = 3;

/**
 * The market with its idle minutes left out: those in which there is neither a signal nor can there be a position, because
 * the last signal is longer ago than the horizon. They change no trade, and most minutes are idle; books are made
 * from the whole market all the same.
 */
export function busyMinutes(
  market: KnownMinutes,
  predictionAt: PredictionSource,
  { from, to }: Period,
  horizonMinutes: number,
): KnownMinutes {
  const count = (to - from) / MINUTE_MS;
  const busy = new Uint8Array(count);
  for (let minute = 0; minute < count; minute++) {
    const signal = predictionAt(from + minute * MINUTE_MS)?.signal ?? 'HOLD';
    if (signal !== 'HOLD') busy.fill(1, Math.max(0, minute - LEAD), minute + horizonMinutes + TAIL + 1);
  }
  return {
    ...market,
    bar: (openTime) => (busy[(openTime - from) / MINUTE_MS] === 1 ? market.bar(openTime) : undefined),
  };
}
