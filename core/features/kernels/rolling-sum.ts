/**
 * Sum of the last `width` values, NaN before there are so many.
 *
 * Blocks of `width` (van Herk 1992, Gil and Werman 1993): each window is the tail of one block and the head of the next,
 * so it is summed from its own values alone. Nothing is ever subtracted: no drift over millions of rows, and a NaN or a
 * huge value is forgotten with the window that held it.
 */
export function rollingSum(x: Float64Array, width: number, out: Float64Array): Float64Array {
  const n = x.length;
  out.fill(NaN, 0, Math.min(width - 1, n));
  for (let head = width - 1; head < n; head += width) {
    const end = Math.min(head + width, n);
    let tail = 0;
    // The window that ends at j + width - 1 begins with x[j]; the last one of the block has no tail.
    if (end === head + width) out[end - 1] = 0;
    for (let j = head - 1; j > head - width; j--) {
      tail += x[j]!;
      if (j + width - 1 < end) out[j + width - 1] = tail;
    }
    let sum = 0;
    for (let i = head; i < end; i++) {
      sum += x[i]!;
      out[i] = out[i]! + sum;
    }
  }
  return out;
}
