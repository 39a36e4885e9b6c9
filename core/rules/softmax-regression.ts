import { cholesky } from './cholesky.ts';

/** The middle one is the reference: its coefficients are 0. */
const CLASSES = 3;

export interface SoftmaxSamples {
  /** rows × cols, row-major, standardised. */
  readonly values: Float32Array;
  readonly cols: number;
  /** Class 0, 1 or 2 by row. */
  readonly labels: Int8Array;
}

export interface SoftmaxFit {
  /** Of the classes 0 and 2 against 1: intercept, then one a column. */
  readonly coefficients: readonly [Float64Array, Float64Array];
  /** Mean negative log likelihood before each iteration, nats: it never rises. */
  readonly losses: readonly number[];
}

/**
 * Multinomial logistic regression with a ridge, by the lower-bound algorithm: β ← β + B⁻¹ g with the constant bound
 * B = ½(I − 11ᵀ/K) ⊗ XᵀX on the curvature (Böhning, Annals of the Institute of Statistical Mathematics 44, 1992). One matrix is
 * factored once, each step improves the likelihood, and there is no step length to choose.
 * @param ridge added to the curvature of every coefficient but the intercepts, per row.
 * @throws RangeError without rows, or when a column is not finite.
 */
export function fitSoftmax(
  { values, cols, labels }: SoftmaxSamples,
  { ridge = 1e-4, iterations = 60 }: { readonly ridge?: number; readonly iterations?: number } = {},
): SoftmaxFit {
  const rows = labels.length;
  if (rows === 0) throw new RangeError('a regression without rows: there is nothing to learn from');
  const width = cols + 1;
  const bound = cholesky(curvatureBound(values, rows, cols, ridge), 2 * width);
  const beta = new Float64Array(2 * width);
  const losses: number[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    const gradient = new Float64Array(2 * width);
    losses.push(accumulate({ values, cols, labels }, beta, gradient));
    for (let i = 0; i < 2 * width; i++) {
      gradient[i] = gradient[i]! / rows - (i % width === 0 ? 0 : ridge * beta[i]!);
    }
    bound.solve(gradient);
    for (let i = 0; i < 2 * width; i++) beta[i] = beta[i]! + gradient[i]!;
  }
  return { coefficients: [beta.slice(0, width), beta.slice(width)], losses };
}

/** Probabilities of the three classes. `values` has as many columns as were fitted, standardised in the same way. */
export function softmaxProbabilities(
  [low, high]: SoftmaxFit['coefficients'],
  values: ArrayLike<number>,
  offset = 0,
): [number, number, number] {
  let a = low[0]!;
  let b = high[0]!;
  for (let i = 1; i < low.length; i++) {
    const value = values[offset + i - 1]!;
    a += low[i]! * value;
    b += high[i]! * value;
  }
  const top = Math.max(0, a, b);
  const weights = [Math.exp(a - top), Math.exp(-top), Math.exp(b - top)] as const;
  const total = weights[0] + weights[1] + weights[2];
  return [weights[0] / total, weights[1] / total, weights[2] / total];
}

/** Adds Σ (y − p) x to `gradient`; returns the mean log loss. */
function accumulate({ values, cols, labels }: SoftmaxSamples, beta: Float64Array, gradient: Float64Array): number {
  const width = cols + 1;
  const coefficients = [beta.subarray(0, width), beta.subarray(width)] as const;
  let loss = 0;
  for (let row = 0; row < labels.length; row++) {
    const offset = row * cols;
    const p = softmaxProbabilities(coefficients, values, offset);
    const label = labels[row]!;
    loss -= Math.log(Math.max(p[label]!, Number.MIN_VALUE));
    const low = (label === 0 ? 1 : 0) - p[0];
    const high = (label === CLASSES - 1 ? 1 : 0) - p[2];
    gradient[0] = gradient[0]! + low;
    gradient[width] = gradient[width]! + high;
    for (let i = 0; i < cols; i++) {
      const value = values[offset + i]!;
      gradient[i + 1] = gradient[i + 1]! + low * value;
      gradient[width + i + 1] = gradient[width + i + 1]! + high * value;
    }
  }
  return loss / labels.length;
}

/** ½(I − 11ᵀ/K) ⊗ XᵀX/rows + ridge, for the K − 1 free classes. */
function curvatureBound(values: Float32Array, rows: number, cols: number, ridge: number): Float64Array {
  const width = cols + 1;
  const gram = new Float64Array(width * width);
  const x = new Float64Array(width).fill(1);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < cols; i++) x[i + 1] = values[row * cols + i]!;
    for (let i = 0; i < width; i++) {
      const value = x[i]!;
      for (let j = 0; j <= i; j++) gram[i * width + j] = gram[i * width + j]! + value * x[j]!;
    }
  }
  const size = 2 * width;
  const bound = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const [row, column] = [i % width, j % width];
      const product = gram[Math.max(row, column) * width + Math.min(row, column)]! / rows;
      const sameClass = i < width === j < width;
      bound[i * size + j] = 0.5 * ((sameClass ? 1 : 0) - 1 / CLASSES) * product + (i === j && row > 0 ? ridge : 0);
    }
  }
  return bound;
}
