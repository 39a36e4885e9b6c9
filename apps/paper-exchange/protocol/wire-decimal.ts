import type { DecimalText } from '../../../core/money/decimal.ts';

/** A decimal text with at least so many decimals, as Binance writes prices and quantities; nothing is cut off. */
export function padded(text: DecimalText, decimals: number): string {
  const [whole = '0', fraction = ''] = text.split('.');
  const digits = fraction.padEnd(decimals, '0');
  return digits === '' ? whole : `${whole}.${digits}`;
}

/** A float of market data (a bar's volume) without loss: `decimals` places where they say it all, else its shortest text. */
export function floatText(value: number, decimals: number): string {
  const fixed = value.toFixed(decimals);
  if (Number(fixed) === value) return fixed;
  const shortest = String(value);
  return shortest.includes('e') ? value.toFixed(12) : shortest;
}
