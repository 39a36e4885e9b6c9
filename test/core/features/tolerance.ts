/**
 * Whether two computations of a feature agree: 1e-9 relative, and where the value itself is near 0, 1e-9 of its unit
 * (a billionth of a basis point, of a percent, of a USDT). Undefined agrees with undefined.
 */
export function agree(actual: number, expected: number): boolean {
  if (Number.isNaN(actual) || Number.isNaN(expected)) return Number.isNaN(actual) && Number.isNaN(expected);
  return Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(actual), Math.abs(expected));
}
