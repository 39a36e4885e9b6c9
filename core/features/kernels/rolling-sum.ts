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
  let head = firstHead(width, firstMinute);
  if (head < width - 1) {
    sumBlock(x, width, out, head);
    head += width;
  }
  for (; head + 2 * width <= n; head += 2 * width) sumTwoBlocks(x, width, out, head);
  for (; head < n; head += width) sumBlock(x, width, out, head);
  return out.fill(NaN, 0, Math.min(width - 1, n));
}

/** The windows that end in the block at `head`, which may be cut short at either side. */
function sumBlock(x: Float64Array, width: number, out: Float64Array, head: number): void {
  const end = Math.min(head + width, x.length);
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

/** Two whole blocks in step: each in the order of sumBlock, while the other's addition is still under way. */
function sumTwoBlocks(x: Float64Array, width: number, out: Float64Array, head: number): void {
  const next = head + width;
  let tail = 0;
  let nextTail = 0;
  for (let i = next - 2; i >= head; i--) {
    tail += x[i - width + 1]!;
    nextTail += x[i + 1]!;
    out[i] = tail;
    out[i + width] = nextTail;
  }
  out[next - 1] = 0;
  out[next + width - 1] = 0;
  let sum = 0;
  let nextSum = 0;
  for (let i = head; i < next; i++) {
    sum += x[i]!;
    nextSum += x[i + width]!;
    out[i] = out[i]! + sum;
    out[i + width] = out[i + width]! + nextSum;
  }
}

/** Index of the first block's head, 0 .. width - 1: no window ends before it, for none is complete there. */
export function firstHead(width: number, firstMinute: number): number {
  return width - 1 - ((firstMinute + width - 1) % width);
}
