/**
 * Whether two computations of a feature agree: to 1e-9 relative, where a value below a thousandth of its unit (a basis
 * point, a percent, a USDT) counts as a thousandth. Undefined agrees with undefined.
 */
export function agree(actual: number, expected: number): boolean {
  if (Number.isNaN(actual) || Number.isNaN(expected)) return Number.isNaN(actual) && Number.isNaN(expected);
  return Math.abs(actual - expected) <= 1e-9 * Math.max(1e-3, Math.abs(actual), Math.abs(expected));
}
