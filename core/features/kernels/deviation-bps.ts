/** How far `x` stands from `reference`, in basis points of the reference: (x / reference - 1) * 1e4. NaN where either is. */
export function deviationBps(x: Float64Array, reference: Float64Array, out: Float64Array): Float64Array {
  for (let i = 0; i < out.length; i++) {
    const from = reference[i]!;
    // The difference of two close floats is exact: dividing last keeps all digits of a small move.
    out[i] = ((x[i]! - from) / from) * 1e4;
  }
  return out;
}

/** An amount of quote currency in basis points of a price: x / price * 1e4. */
export function bpsOf(x: Float64Array, price: Float64Array, out: Float64Array): Float64Array {
  for (let i = 0; i < out.length; i++) out[i] = (x[i]! / price[i]!) * 1e4;
  return out;
}
