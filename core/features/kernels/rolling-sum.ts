/**
 * Sum of the last `width` values, NaN before there are so many.
 *
 * Blocks of `width` (van Herk 1992, Gil and Werman 1993): each window is the tail of one block and the head of the next,
 * so it is summed from its own values alone. Nothing is ever subtracted: no drift over millions of rows, and a NaN or a
 * huge value is forgotten with the window that held it. Blocks begin at multiples of `width` minutes since 1970, so a
 * window has the same sum to the last bit wherever the column begins.
 * @param firstMinute minutes since 1970 of x[0].
 */
export function rollingSum(x: Float64Array, width: number, out: Float64Array, firstMinute: number): Float64Array {
  const n = x.length;
  for (let head = firstHead(width, firstMinute); head < n; head += width) {
    const end = Math.min(head + width, n);
    // The window that ends at j + width - 1 begins with x[j]; the last one of the block has no tail.
    if (end === head + width) out[end - 1] = 0;
    let tail = 0;
    for (let j = head - 1; j > head - width && j >= 0; j--) {
      tail += x[j]!;
      if (j + width - 1 < end) out[j + width - 1] = tail;
    }
    let sum = 0;
    for (let i = head; i < end; i++) {
      sum += x[i]!;
      out[i] = out[i]! + sum;
    }
  }
  return out.fill(NaN, 0, Math.min(width - 1, n));
}

/** Index of the first block's head, 0 .. width - 1: no window ends before it, for none is complete there. */
export function firstHead(width: number, firstMinute: number): number {
  return width - 1 - ((firstMinute + width - 1) % width);
}
