import { MINUTE_MS } from '../../market/bar.ts';
import type { RiskFacts } from '../facts.ts';
import { refuse } from '../refusal.ts';
import { bps, utcMinute } from '../sentence-numbers.ts';
import type { ClosedTradeBrief, Refusal } from '../verdict.ts';

/**
 * When the trades of the lookback, being enough of them, have a mean net result below minMeanBps, entries are locked for
 * lockMinutes after the last of them (freqtrade's LowProfitPairs, with a mean in place of a sum).
 */
export function checkLowEdgeLock({ inputs }: RiskFacts): Refusal | undefined {
  const { trades: needed, lookbackMinutes, minMeanBps, lockMinutes } = inputs.limits.protections.lowEdge;
  if (needed === 0) return undefined;
  const trades = [...inputs.recentTrades].sort((a, b) => a.closedBar - b.closedBar);
  let from = 0;
  let lock: { until: number; meanBps: number; count: number } | undefined;
  for (const [i, last] of trades.entries()) {
    while (trades[from]!.closedBar < last.closedBar - lookbackMinutes * MINUTE_MS) from++;
    const window = trades.slice(from, i + 1);
    const mean = meanBps(window);
    if (window.length >= needed && mean < minMeanBps) {
      lock = { until: last.closedBar + lockMinutes * MINUTE_MS, meanBps: mean, count: window.length };
    }
  }
  if (!lock || inputs.bar.openTime >= lock.until) return undefined;
  return refuse(
    'LOW_EDGE',
    `The mean net result of ${lock.count} trades is ${bps(lock.meanBps)}, below ${bps(minMeanBps)}: ` +
      `no entry until ${utcMinute(lock.until)}.`,
    { trades: lock.count, meanBps: lock.meanBps, minMeanBps, lockedUntil: lock.until },
  );
}

function meanBps(trades: readonly ClosedTradeBrief[]): number {
  return trades.reduce((sum, trade) => sum + trade.netBps, 0) / trades.length;
}
