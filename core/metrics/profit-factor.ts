import { LEAST_TRADES } from './least-counts.ts';

/**
 * Sum of the gains ÷ sum of the losses, of net results in quote. Undefined below 10 trades, and without a loss, where it
 * would be infinite.
 */
export function profitFactor(results: readonly number[]): number | undefined {
  if (results.length < LEAST_TRADES) return undefined;
  const sumOf = (sign: 1 | -1): number => results.reduce((sum, result) => sum + Math.max(0, sign * result), 0);
  const losses = sumOf(-1);
  return losses === 0 ? undefined : sumOf(1) / losses;
}
