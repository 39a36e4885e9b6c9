import { featureBatches } from '../../core/features/batches.ts';
import type { FeatureBatch } from '../../core/features/batches.ts';
import { LIVE_BARS } from '../../core/features/compute.ts';
import type { FeatureInputs } from '../../core/features/inputs.ts';
import { featuresByName } from '../../core/features/registry.ts';
import { sliceInputs } from '../../core/features/slice.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import { SIGNAL_CLASSES } from '../../core/model/prediction.ts';
import type { Prediction } from '../../core/model/prediction.ts';
import { WINDOW_MINUTES } from './bundle-schema.ts';
import type { ModelBundle } from './bundle.ts';
import { createFeatureScaler } from './feature-scaler.ts';
import { KeptPredictions } from './kept-predictions.ts';
import { WindowQueue } from './window-queue.ts';

const ATR = 'atr_14';
/** Windows in one run of the network. */
const WINDOWS_AT_ONCE = 128;

/** What a model says of many minutes, computed once. */
export interface BatchPredictions {
  readonly modelId: string;
  /** Minutes [from, to), open times in epoch ms. */
  readonly from: number;
  readonly to: number;
  /** How many of them have a prediction. */
  readonly count: number;
  /**
   * The prediction made when the minute that opened then had closed; undefined outside [from, to) and where the live model
   * would have refused. Its `latencyMs` is 0: no minute was waited for.
   */
  at(openTime: number): Prediction | undefined;
}

export interface BatchOptions {
  /** Windows in one run of the network; of 16 to 2,048 none was faster than the default by more than a tenth. */
  readonly windowsAtOnce?: number;
  /** Called after each run with how many minutes of the range are done. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Ends the work early: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Feature columns that were computed before, e.g. gold's: consecutive minutes, unscaled, NaN where not defined. */
export interface FeatureTable {
  readonly openTime: Float64Array;
  /** By name: at least the model's features and atr_14, each as long as `openTime`. */
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/**
 * Predicts for every minute of `range` what createOnnxModel predicts for it, to 1e-5 of a probability: features in
 * batches, 60 × 60 windows cut from them, many windows a run. Keeps 48 bytes a minute, and one batch besides.
 * A minute has a prediction when `inputs` has 1,500 minutes up to it and all features are finite in the last 60.
 * @param inputs consecutive minutes; those before `range.from` are its history.
 * @param range minutes [from, to), open times in epoch ms.
 * @throws RangeError as featureBatches, or when the range is empty or not on whole minutes.
 */
export async function predictMinutes(
  bundle: ModelBundle,
  inputs: FeatureInputs,
  range: { readonly from: number; readonly to: number },
  options: BatchOptions = {},
): Promise<BatchPredictions> {
  const kept = new KeptPredictions(bundle.manifest, range);
  const { first, end } = rowsOf(inputs.openTime, range, LIVE_BARS - 1);
  if (first >= end) return kept;
  const batches = featureBatches(sliceInputs(inputs, 0, end), namesOf(bundle), { from: first - (WINDOW_MINUTES - 1) });
  await predictBatches(bundle, batches, inputs.openTime, kept, options);
  return kept;
}

/**
 * The same from feature columns. A minute has a prediction when all features are finite in the 60 minutes up to it.
 * @throws RangeError for a column that is missing or of another length, minutes that are not consecutive, or a range as above.
 */
export async function predictFromFeatures(
  bundle: ModelBundle,
  { openTime, columns }: FeatureTable,
  range: { readonly from: number; readonly to: number },
  options: BatchOptions = {},
): Promise<BatchPredictions> {
  const kept = new KeptPredictions(bundle.manifest, range);
  const whole = namesOf(bundle).map((name) => {
    const column = columns.get(name);
    if (!column) throw new RangeError(`the model ${bundle.manifest.id} reads ${name}, which the columns don't have`);
    if (column.length === openTime.length) return column;
    throw new RangeError(`column ${name} has ${column.length} minutes, open times are ${openTime.length}`);
  });
  const gap = openTime.findIndex((time, i) => i > 0 && time - openTime[i - 1]! !== MINUTE_MS);
  if (gap > 0) {
    const [before, after] = [openTime[gap - 1]!, openTime[gap]!].map((time) => new Date(time).toISOString());
    throw new RangeError(`minutes are not consecutive: ${after} follows ${before}`);
  }
  const { first, end } = rowsOf(openTime, range, WINDOW_MINUTES - 1);
  if (first >= end) return kept;
  const firstRow = first - (WINDOW_MINUTES - 1);
  const batch = { firstRow, rows: end - firstRow, columns: whole.map((column) => column.subarray(firstRow, end)) };
  await predictBatches(bundle, [batch], openTime, kept, options);
  return kept;
}

/** Rows [first, end) that lie in the range and have `history` rows before them. */
function rowsOf(
  openTime: Float64Array,
  { from, to }: { readonly from: number; readonly to: number },
  history: number,
): { first: number; end: number } {
  const start = openTime[0] ?? NaN;
  const rowOf = (time: number): number => Math.min(openTime.length, Math.max(0, (time - start) / MINUTE_MS));
  return { first: Math.max(history, rowOf(from)), end: rowOf(to) };
}

function namesOf({ manifest }: ModelBundle): string[] {
  return [...manifest.features, ATR];
}

/** Rows from 59 before `first` on, in order; what ends before `end` is predicted. */
async function predictBatches(
  { manifest, network }: ModelBundle,
  batches: Iterable<FeatureBatch>,
  openTime: Float64Array,
  kept: KeptPredictions,
  { windowsAtOnce = WINDOWS_AT_ONCE, onProgress, signal }: BatchOptions,
): Promise<void> {
  const total = (kept.to - kept.from) / MINUTE_MS;
  const masked = featuresByName(manifest.features).map(({ history }) => history === 'book');
  const queue = new WindowQueue<{ readonly openTime: number; readonly atr14: number }>(
    createFeatureScaler(manifest.scaler),
    windowsAtOnce,
  );
  const values = new Float64Array(manifest.features.length);
  const runAll = async (done: number): Promise<void> => {
    signal?.throwIfAborted();
    const { minutes, windows } = queue.take();
    const answers = minutes.length > 0 ? await network.run(windows) : new Float32Array();
    minutes.forEach((minute, i) => {
      kept.keep(minute.openTime, answers, i * SIGNAL_CLASSES.length, minute.atr14);
    });
    onProgress?.(done, total);
  };
  for (const { firstRow, rows, columns } of batches) {
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < values.length; i++) {
        const value = columns[i]![row]!;
        values[i] = masked[i] && Number.isNaN(value) ? 0 : value;
      }
      const minute = { openTime: openTime[firstRow + row]!, atr14: columns[values.length]![row]! };
      if (queue.add(minute, values)) await runAll((minute.openTime - kept.from) / MINUTE_MS + 1);
    }
  }
  await runAll(total);
}
