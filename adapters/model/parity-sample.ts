import { FEATURE_COUNT } from './bundle-schema.ts';
import type { BundleManifest } from './bundle-schema.ts';
import { createFeatureScaler } from './feature-scaler.ts';
import type { OnnxNetwork } from './onnx-network.ts';
import { WINDOW_VALUES } from './onnx-network.ts';

/** Largest difference of a probability between trainer and server that counts as agreement. */
export const PARITY_TOLERANCE = 1e-4;

const CLASSES = 3;
const SAMPLE_VALUES = WINDOW_VALUES + CLASSES;

/** Windows of unscaled features with the trainer's probabilities for them. */
export interface ParitySample {
  readonly windows: Float32Array;
  readonly probabilities: Float32Array;
}

/**
 * Reads parity.f32: little-endian, per sample 60 × 60 features and 3 probabilities.
 * @throws RangeError when it doesn't hold `samples` of them.
 */
export function parseParitySample(bytes: Uint8Array, samples: number): ParitySample {
  if (bytes.byteLength !== samples * SAMPLE_VALUES * 4) {
    throw new RangeError(`${bytes.byteLength} bytes, ${samples} samples need ${samples * SAMPLE_VALUES * 4}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const windows = new Float32Array(samples * WINDOW_VALUES);
  const probabilities = new Float32Array(samples * CLASSES);
  for (let sample = 0; sample < samples; sample++) {
    const start = sample * SAMPLE_VALUES;
    for (let i = 0; i < WINDOW_VALUES; i++) {
      windows[sample * WINDOW_VALUES + i] = view.getFloat32((start + i) * 4, true);
    }
    for (let i = 0; i < CLASSES; i++) {
      probabilities[sample * CLASSES + i] = view.getFloat32((start + WINDOW_VALUES + i) * 4, true);
    }
  }
  return { windows, probabilities };
}

/**
 * Scales and runs the sample here, as live minutes are.
 * @returns the largest absolute difference from the trainer's probabilities; NaN when an answer is not a number.
 */
export async function parityDifference(
  sample: ParitySample,
  scaler: BundleManifest['scaler'],
  network: OnnxNetwork,
): Promise<number> {
  const scaled = new Float32Array(sample.windows.length);
  if (createFeatureScaler(scaler).scale(sample.windows, FEATURE_COUNT, scaled) >= 0) return NaN;
  const answers = await network.run(scaled);
  let largest = 0;
  for (let i = 0; i < sample.probabilities.length; i++) {
    const difference = Math.abs(answers[i]! - sample.probabilities[i]!);
    if (Number.isNaN(difference)) return NaN;
    largest = Math.max(largest, difference);
  }
  return largest;
}
