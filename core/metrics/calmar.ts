import { DAYS_A_YEAR, LEAST_DAYS } from './least-counts.ts';

/**
 * Compounded yearly return (Π(1 + r))^(365 / n) − 1 of n daily returns ÷ greatest drawdown, over the whole time and not over
 * the 36 months of its author (T. W. Young, Futures 20, 1991). Undefined below 30 days and without a drawdown. Equity that
 * ends at 0 or below is a yearly return of −1.
 * @param drawdown fraction, of maxDrawdown.
 */
export function calmar(returns: readonly number[], drawdown: number): number | undefined {
  if (returns.length < LEAST_DAYS || drawdown === 0) return undefined;
  const growth = returns.reduce((product, value) => product * (1 + value), 1);
  const yearly = growth <= 0 ? -1 : growth ** (DAYS_A_YEAR / returns.length) - 1;
  return yearly / drawdown;
}
