import type { DecimalText } from '../money/decimal.ts';
import { money } from '../money/decimal.ts';
import type { RiskLimits } from './limits.ts';

/**
 * Fall of equity below the equity at 00:00 UTC, as a fraction >= 0; 0 when equity has risen, and when the day began
 * with nothing to lose. Equity is wallet + unrealised, in quote.
 * @throws RangeError when a text is not a decimal number.
 */
export function drawdownOf(dayStartEquity: DecimalText, equity: DecimalText): number {
  const start = money(dayStartEquity);
  const fall = start.minus(money(equity));
  return start.lte(0) || fall.lte(0) ? 0 : fall.div(start).toNumber();
}

/**
 * True when the 24 h breaker must halt trading: equity has fallen by limits.dailyDrawdown or more of the day's start.
 * Exact: the comparison is made in decimals, so that a fall of exactly the limit trips it.
 * @throws RangeError when a text is not a decimal number.
 */
export function isBreakerTripped(
  dayStartEquity: DecimalText,
  equity: DecimalText,
  limits: Pick<RiskLimits, 'dailyDrawdown'>,
): boolean {
  const start = money(dayStartEquity);
  const allowedFall = start.times(String(limits.dailyDrawdown));
  return start.gt(0) && start.minus(money(equity)).gte(allowedFall);
}

/** Exchange time, epoch ms, at which a halt that begins at `now` ends by itself. */
export function haltUntil(now: number, limits: Pick<RiskLimits, 'haltMs'>): number {
  return now + limits.haltMs;
}
