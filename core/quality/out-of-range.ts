import { minuteText } from './day-bars.ts';
import type { DayBars } from './day-bars.ts';
import { gravest, judge } from './finding.ts';
import type { Finding } from './finding.ts';
import type { QualityThresholds } from './thresholds.ts';

/** Relative room for sums that the exchange has rounded. */
const ROUNDING = 1e-9;

/** Closes that jump, and minutes that can't be: high below low, a price outside them or not above 0, a negative volume. */
export function checkRange(bars: DayBars, { priceJumpBps, impossibleMinutes }: QualityThresholds): Finding {
  let before = bars.closeBefore;
  let jump = 0;
  let jumpAt = NaN;
  let impossible = 0;
  let impossibleAt = NaN;
  for (let row = 0; row < bars.close.length; row += 1) {
    const close = bars.close[row] ?? NaN;
    if (Number.isNaN(close)) continue;
    if (!isPossible(bars, row)) {
      if (impossible === 0) impossibleAt = bars.openTime[row] ?? NaN;
      impossible += 1;
    }
    const move = Math.abs(close / before - 1) * 1e4;
    if (move > jump) {
      jump = move;
      jumpAt = bars.openTime[row] ?? NaN;
    }
    before = close;
  }
  const largest =
    jump === 0 ? 'no close moves' : `the largest move of a close is ${jump.toFixed(0)} bps at ${minuteText(jumpAt)}`;
  const first = impossible === 0 ? '' : `, the first at ${minuteText(impossibleAt)}`;
  return {
    check: 'out-of-range',
    verdict: gravest([judge(jump, priceJumpBps), judge(impossible, impossibleMinutes)]),
    numbers: { largestJumpBps: jump, impossibleMinutes: impossible },
    sentence:
      `${largest} (from ${priceJumpBps.stop} bps on the run stops), ` +
      `and ${impossible} minutes contradict themselves${first} (from ${impossibleMinutes.stop} on)`,
  };
}

function isPossible(bars: DayBars, row: number): boolean {
  const at = (column: Float64Array): number => column[row] ?? NaN;
  const [open, high, low, close] = [at(bars.open), at(bars.high), at(bars.low), at(bars.close)];
  const inside = low > 0 && low <= Math.min(open, close) && Math.max(open, close) <= high;
  const room = 1 + ROUNDING;
  return (
    inside &&
    at(bars.trades) >= 0 &&
    at(bars.takerBuyVolume) >= 0 &&
    at(bars.takerBuyQuoteVolume) >= 0 &&
    at(bars.takerBuyVolume) <= at(bars.volume) * room &&
    at(bars.takerBuyQuoteVolume) <= at(bars.quoteVolume) * room
  );
}
