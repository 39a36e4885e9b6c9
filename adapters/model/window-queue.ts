import type { FeatureScaler } from './feature-scaler.ts';
import { FEATURE_COUNT, WINDOW_MINUTES } from './bundle-schema.ts';
import { WINDOW_VALUES } from './onnx-network.ts';

const BEFORE = WINDOW_MINUTES - 1;

/** Consecutive minutes of features in, the network's windows out: the last 60 minutes at each one, many at once. */
export class WindowQueue<Minute> {
  readonly #scaler: FeatureScaler;
  readonly #windows: Float32Array;
  /** Scaled rows, row-major: the 59 before the next windows' last rows, then those. */
  readonly #scaled: Float32Array;
  #rows = 0;
  /** Rows since the last one with a value that is not finite. */
  #unbroken = 0;
  #minutes: Minute[] = [];

  /** @param capacity windows that are run together. */
  constructor(scaler: FeatureScaler, capacity: number) {
    this.#scaler = scaler;
    this.#windows = new Float32Array(capacity * WINDOW_VALUES);
    this.#scaled = new Float32Array((BEFORE + capacity) * FEATURE_COUNT);
  }

  /**
   * Adds the next minute's features, not scaled. A window ends with it when all of the last 60 rows were finite.
   * @returns true when the queue has to be emptied before the next row.
   */
  add(minute: Minute, values: ArrayLike<number>): boolean {
    const at = this.#rows * FEATURE_COUNT;
    const isFinite = this.#scaler.scale(values, values.length, this.#scaled.subarray(at, at + FEATURE_COUNT)) < 0;
    this.#rows += 1;
    this.#unbroken = isFinite ? this.#unbroken + 1 : 0;
    if (this.#unbroken >= WINDOW_MINUTES) {
      const start = at - BEFORE * FEATURE_COUNT;
      this.#windows.set(this.#scaled.subarray(start, start + WINDOW_VALUES), this.#minutes.length * WINDOW_VALUES);
      this.#minutes.push(minute);
    }
    return this.#rows * FEATURE_COUNT === this.#scaled.length;
  }

  /** The windows that wait and the minutes they end with. The windows are overwritten by the next `add`. */
  take(): { readonly minutes: readonly Minute[]; readonly windows: Float32Array } {
    const minutes = this.#minutes;
    this.#minutes = [];
    const kept = Math.min(BEFORE, this.#rows);
    this.#scaled.copyWithin(0, (this.#rows - kept) * FEATURE_COUNT, this.#rows * FEATURE_COUNT);
    this.#rows = kept;
    return { minutes, windows: this.#windows.subarray(0, minutes.length * WINDOW_VALUES) };
  }
}
