import { DAYS_A_YEAR, LEAST_DAYS } from './least-counts.ts';
import { mean } from './mean.ts';

/**
 * Mean ÷ standard deviation (n − 1) of daily returns × √365, the riskless rate taken as 0 (W. F. Sharpe, Journal of Portfolio
 * Management 21, 1994). Undefined below 30 days and when all returns are the same.
 */
export function sharpe(returns: readonly number[]): number | undefined {
  if (returns.length < LEAST_DAYS || returns.every((value) => value === returns[0])) return undefined;
  const centre = mean(returns);
  const variance = returns.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (returns.length - 1);
  return (centre / Math.sqrt(variance)) * Math.sqrt(DAYS_A_YEAR);
}
