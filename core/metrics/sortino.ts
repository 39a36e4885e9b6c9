import { DAYS_A_YEAR, LEAST_DAYS } from './least-counts.ts';
import { mean } from './mean.ts';

/**
 * Mean of daily returns ÷ their downside deviation √(mean of min(r, 0)²) × √365, the target being 0; all days count in the
 * deviation, not only those that lost (Sortino and Price, Journal of Investing 3, 1994). Undefined below 30 days and without
 * a day that lost.
 */
export function sortino(returns: readonly number[]): number | undefined {
  if (returns.length < LEAST_DAYS) return undefined;
  const downside = Math.sqrt(mean(returns.map((value) => Math.min(value, 0) ** 2)));
  return downside === 0 ? undefined : (mean(returns) / downside) * Math.sqrt(DAYS_A_YEAR);
}
