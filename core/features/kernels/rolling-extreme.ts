/** Highest of the last `width` values, NaN before there are so many. The block scheme of rolling-sum.ts. */
export function rollingHighest(x: Float64Array, width: number, out: Float64Array): Float64Array {
  const n = x.length;
  out.fill(NaN, 0, Math.min(width - 1, n));
  for (let head = width - 1; head < n; head += width) {
    const end = Math.min(head + width, n);
    let highest = -Infinity;
    if (end === head + width) out[end - 1] = highest;
    for (let j = head - 1; j > head - width; j--) {
      highest = Math.max(highest, x[j]!);
      if (j + width - 1 < end) out[j + width - 1] = highest;
    }
    highest = -Infinity;
    for (let i = head; i < end; i++) {
      highest = Math.max(highest, x[i]!);
      out[i] = Math.max(out[i]!, highest);
    }
  }
  return out;
}

/** Lowest of the last `width` values, NaN before there are so many. The block scheme of rolling-sum.ts. */
export function rollingLowest(x: Float64Array, width: number, out: Float64Array): Float64Array {
  const n = x.length;
  out.fill(NaN, 0, Math.min(width - 1, n));
  for (let head = width - 1; head < n; head += width) {
    const end = Math.min(head + width, n);
    let lowest = Infinity;
    if (end === head + width) out[end - 1] = lowest;
    for (let j = head - 1; j > head - width; j--) {
      lowest = Math.min(lowest, x[j]!);
      if (j + width - 1 < end) out[j + width - 1] = lowest;
    }
    lowest = Infinity;
    for (let i = head; i < end; i++) {
      lowest = Math.min(lowest, x[i]!);
      out[i] = Math.min(out[i]!, lowest);
    }
  }
  return out;
}
