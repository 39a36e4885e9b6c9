/**
 * Bars since the highest (`direction` 1) or lowest (-1) of the last `width` values, 0 .. width - 1, NaN before there are so
 * many. Of equal extremes the latest counts, as in TA-Lib's AROON. The window is read again only when its extreme leaves it.
 */
export function extremeAge(x: Float64Array, width: number, direction: 1 | -1, out: Float64Array): Float64Array {
  const n = x.length;
  out.fill(NaN, 0, Math.min(width - 1, n));
  let extreme = -Infinity;
  let at = -1;
  for (let i = 0; i < n; i++) {
    const start = i - width + 1;
    const value = direction * x[i]!;
    if (value >= extreme) {
      extreme = value;
      at = i;
    } else if (at < start) {
      at = start;
      extreme = direction * x[start]!;
      for (let k = start + 1; k <= i; k++) {
        const other = direction * x[k]!;
        if (other >= extreme) {
          extreme = other;
          at = k;
        }
      }
    }
    if (start >= 0) out[i] = i - at;
  }
  return out;
}
