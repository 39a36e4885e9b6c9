import { MINUTE_MS } from '../../market/bar.ts';

/** [from, to), epoch ms. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

const FUNDING_INTERVAL_MS = 8 * 3_600_000;
/** Settlements come some milliseconds after their hour. */
const FUNDING_JITTER_MS = MINUTE_MS;

/**
 * What has to be asked for so that every settlement of [from, to) is there: one range from the first that is missing to
 * the last; undefined when none is. BTCUSDT settles every 8 hours, at 00:00, 08:00 and 16:00 UTC.
 * @param known times of settlements, epoch ms, in any order.
 */
export function missingSettlements(known: readonly number[], { from, to }: TimeRange): TimeRange | undefined {
  const there = new Set(known.map(settlementSlot));
  let range: TimeRange | undefined;
  for (let slot = firstSlot(from); slot + FUNDING_JITTER_MS <= to; slot += FUNDING_INTERVAL_MS) {
    if (!there.has(slot)) range = { from: range?.from ?? slot, to: slot + FUNDING_JITTER_MS };
  }
  return range;
}

/** How many settlements of [from, to) are not among the known ones. */
export function countMissingSettlements(known: readonly number[], { from, to }: TimeRange): number {
  const there = new Set(known.map(settlementSlot));
  let missing = 0;
  for (let slot = firstSlot(from); slot + FUNDING_JITTER_MS <= to; slot += FUNDING_INTERVAL_MS) {
    if (!there.has(slot)) missing += 1;
  }
  return missing;
}

/** The full hour that a settlement is of, epoch ms: the same settlement has other milliseconds in other places. */
export function settlementSlot(time: number): number {
  const hour = 3_600_000;
  return Math.floor((time + FUNDING_JITTER_MS) / hour) * hour;
}

function firstSlot(from: number): number {
  return Math.ceil(from / FUNDING_INTERVAL_MS) * FUNDING_INTERVAL_MS;
}

/** The minutes in the ranges. */
export function minutesIn(ranges: readonly TimeRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + (to - from) / MINUTE_MS, 0);
}
