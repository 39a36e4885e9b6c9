import { Decimal } from 'decimal.js';

/**
 * The one decimal type of every price, quantity and amount that reaches an order, a fill, a balance or a report.
 * 34 significant digits (IEEE decimal128) hold any product of a Binance price, quantity and rate exactly; results are
 * rounded explicitly, never by accident.
 */
export const Money = Decimal.clone({ precision: 34, rounding: Decimal.ROUND_HALF_EVEN, toExpNeg: -30, toExpPos: 30 });
export type Money = Decimal;

/** Anything that a decimal can be made of without loss. Floats are excluded on purpose. */
export type DecimalText = string;

/** Parses a decimal string; throws `RangeError` naming the text when it is not a finite decimal number. */
export function money(text: DecimalText | Money): Money {
  try {
    const value = new Money(text);
    if (value.isFinite()) return value;
  } catch {
    // falls through to the one sentence below
  }
  throw new RangeError(`"${String(text)}" is not a finite decimal number`);
}

/** A binary float (a model output, an ATR) as the decimal with the same shortest text; throws on NaN and infinities. */
export function moneyFromFloat(value: number): Money {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a finite number`);
  return new Money(String(value));
}
