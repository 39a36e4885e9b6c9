/**
 * Bars since the highest (`direction` 1) or lowest (-1) of the last `width` values, 0 .. width - 1, NaN before there are so
 * many. Of equal extremes the latest counts, as in TA-Lib's AROON. A monotonic queue: each index enters and leaves once.
 */
export function extremeAge(x: Float64Array, width: number, direction: 1 | -1, out: Float64Array): Float64Array {
  const n = x.length;
  const queue = new Int32Array(width);
  let front = 0;
  let size = 0;
  for (let i = 0; i < n; i++) {
    if (size > 0 && queue[front]! <= i - width) {
      front = (front + 1) % width;
      size--;
    }
    const value = direction * x[i]!;
    while (size > 0 && direction * x[queue[(front + size - 1) % width]!]! <= value) size--;
    queue[(front + size) % width] = i;
    size++;
    out[i] = i >= width - 1 ? i - queue[front]! : NaN;
  }
  return out;
}
