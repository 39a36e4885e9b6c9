/** Solves A x = b for a symmetric, positive definite A, factored once. */
export interface CholeskyFactor {
  /** @param b overwritten with x. */
  solve(b: Float64Array): void;
}

/**
 * A = L Lᵀ by columns (Golub and Van Loan, Matrix Computations, 4.2.5).
 * @param a n × n, row-major; its lower triangle is read and left as it is.
 * @throws RangeError when A isn't positive definite.
 */
export function cholesky(a: Float64Array, n: number): CholeskyFactor {
  const l = Float64Array.from(a);
  for (let column = 0; column < n; column++) {
    let pivot = l[column * n + column]!;
    for (let k = 0; k < column; k++) pivot -= l[column * n + k]! ** 2;
    if (!(pivot > 0)) throw new RangeError(`the matrix is not positive definite: pivot ${column} is ${pivot}`);
    const root = Math.sqrt(pivot);
    l[column * n + column] = root;
    for (let row = column + 1; row < n; row++) {
      let value = l[row * n + column]!;
      for (let k = 0; k < column; k++) value -= l[row * n + k]! * l[column * n + k]!;
      l[row * n + column] = value / root;
    }
  }
  return {
    solve(b) {
      for (let row = 0; row < n; row++) {
        let value = b[row]!;
        for (let k = 0; k < row; k++) value -= l[row * n + k]! * b[k]!;
        b[row] = value / l[row * n + row]!;
      }
      for (let row = n - 1; row >= 0; row--) {
        let value = b[row]!;
        for (let k = row + 1; k < n; k++) value -= l[k * n + row]! * b[k]!;
        b[row] = value / l[row * n + row]!;
      }
    },
  };
}
