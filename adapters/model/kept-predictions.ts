import { MINUTE_MS } from '../../core/market/bar.ts';
import type { Prediction } from '../../core/model/prediction.ts';
import { SIGNAL_CLASSES } from '../../core/model/prediction.ts';
import type { BatchPredictions } from './batch-predictions.ts';
import type { BundleManifest } from './bundle-schema.ts';
import { calibratedPrediction } from './calibrated-prediction.ts';

/** Signal's place, sell, hold, buy, expected move, ATR. */
const KEPT = 6;

/** Predictions of a range, six numbers a minute. */
export class KeptPredictions implements BatchPredictions {
  readonly modelId: string;
  readonly from: number;
  readonly to: number;
  #count = 0;
  readonly #manifest: BundleManifest;
  readonly #kept: Float64Array;

  /** @throws RangeError when the range is empty or not on whole minutes. */
  constructor(manifest: BundleManifest, { from, to }: { readonly from: number; readonly to: number }) {
    if (from % MINUTE_MS !== 0 || to % MINUTE_MS !== 0 || !(from < to)) {
      throw new RangeError(
        `predictions of [${from}, ${to}): whole minutes in epoch ms, the end after the start, are right`,
      );
    }
    this.modelId = manifest.id;
    this.from = from;
    this.to = to;
    this.#manifest = manifest;
    this.#kept = new Float64Array(((to - from) / MINUTE_MS) * KEPT).fill(NaN);
  }

  get count(): number {
    return this.#count;
  }

  /** Keeps the network's three probabilities from `offset`, calibrated. Answers that are not finite are not kept. */
  keep(openTime: number, answers: Float32Array, offset: number, atr14: number): void {
    const { temperature, classMoveBps } = this.#manifest;
    if (![answers[offset], answers[offset + 1], answers[offset + 2], atr14].every(Number.isFinite)) return;
    const { signal, probabilities, expectedMoveBps } = calibratedPrediction(answers, offset, temperature, classMoveBps);
    const values = [SIGNAL_CLASSES.indexOf(signal), ...probabilities, expectedMoveBps, atr14];
    this.#kept.set(values, ((openTime - this.from) / MINUTE_MS) * KEPT);
    this.#count += 1;
  }

  at(openTime: number): Prediction | undefined {
    const at = ((openTime - this.from) / MINUTE_MS) * KEPT;
    const place = this.#kept[at] as 0 | 1 | 2 | undefined;
    if (place === undefined || Number.isNaN(place)) return undefined;
    const value = (index: number): number => this.#kept[at + index]!;
    return {
      signal: SIGNAL_CLASSES[place],
      confidence: value(1 + place),
      probabilities: [value(1), value(2), value(3)],
      expectedMoveBps: value(4),
      modelId: this.modelId,
      atr14: value(5),
      latencyMs: 0,
    };
  }
}
