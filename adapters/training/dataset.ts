import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { featureHash } from '../../core/features/feature-hash.ts';
import { featureMatrix } from '../../core/features/compute.ts';
import { toFeatureInputs } from '../../core/features/inputs.ts';
import { MODEL_FEATURES } from '../../core/features/model-features.ts';
import { LABEL_HORIZON_MINUTES, LABEL_THRESHOLD_BPS, NO_LABEL, signalLabels } from '../../core/labels/signal-label.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import type { Bar } from '../../core/market/bar.ts';
import type { FundingRate } from '../../core/market/funding.ts';
import { WINDOW_MINUTES } from '../model/bundle-schema.ts';
import { splitInTimeOrder } from './dataset-split.ts';
import type { DatasetSplit } from './dataset-split.ts';
import { TrainingFailure } from './training-failure.ts';

/** What dataset.json says of the binary files beside it. */
export interface DatasetDescription {
  readonly format: 'minutehand-dataset/1';
  readonly rows: number;
  readonly cols: number;
  readonly features: readonly string[];
  readonly featureHash: string;
  /** Minutes of the rows: [from, to), epoch ms. */
  readonly interval: { readonly from: number; readonly to: number };
  readonly window: number;
  readonly horizonMinutes: number;
  /** A fraction: 0.001 is 10 bps. */
  readonly labelThreshold: number;
  readonly embargoRows: number;
  readonly split: DatasetSplit;
  /** Raw little-endian columns. */
  readonly files: {
    /** float32, rows × cols, row-major, unscaled. */
    readonly features: string;
    /** int8 per row: 0 SELL, 1 HOLD, 2 BUY. */
    readonly labels: string;
    /** float32 per row: move over the horizon, basis points. */
    readonly moves: string;
    /** float64 per row: open time of the minute, epoch ms. */
    readonly openTimes: string;
  };
}

/** A dataset in memory: the description and the bytes of each file. */
export interface Dataset {
  readonly description: DatasetDescription;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** SHA-256 over description and files, hex: the dataset's identity. */
  readonly hash: string;
}

const FILES = {
  features: 'features.f32',
  labels: 'labels.i8',
  moves: 'moves.f32',
  openTimes: 'open-times.f64',
} as const;

/** What a label says: BUY or SELL beyond `thresholdBps` over the horizon. */
export interface DatasetLabel {
  readonly horizonMinutes: number;
  readonly thresholdBps: number;
}

const DEFAULT_LABEL: DatasetLabel = { horizonMinutes: LABEL_HORIZON_MINUTES, thresholdBps: LABEL_THRESHOLD_BPS };

/**
 * Features, labels and forward moves of consecutive minutes. Rows with a feature that is not finite (the warm-up) and rows
 * whose future is not known (the last minutes) are cut. The same bars give the same bytes.
 * @throws RangeError when minutes are missing; TrainingFailure when too few rows are left.
 */
export function buildDataset(
  bars: readonly Bar[],
  funding: readonly FundingRate[],
  features: readonly string[] = MODEL_FEATURES,
  labelling: DatasetLabel = DEFAULT_LABEL,
): Dataset {
  if (bars.length === 0) throw new TrainingFailure('there are no minutes to train on');
  const inputs = toFeatureInputs(
    bars,
    funding.map(({ fundingTime, rate }) => ({ fundingTime, rate: Number(rate) })),
  );
  const cols = features.length;
  const matrix = featureMatrix(inputs, features, bars.length);
  const { label, forwardMoveBps } = signalLabels(inputs.close, labelling.horizonMinutes, labelling.thresholdBps);
  const kept = completeRows(matrix, cols, label);
  if (kept.length === 0) throw new TrainingFailure(`none of the ${bars.length} minutes has all of its features`);

  const rows = kept.length;
  const columns = emptyColumns(rows, cols);
  kept.forEach((source, row) => {
    columns.features.set(matrix.subarray(source * cols, (source + 1) * cols), row * cols);
    columns.labels[row] = label[source]!;
    columns.moves[row] = forwardMoveBps[source]!;
    columns.openTimes[row] = inputs.openTime[source]!;
  });

  return datasetOf(columns, features, labelling);
}

/** What a dataset is made of, row by row: consecutive minutes, ascending. */
export interface DatasetColumns {
  /** rows × features, row-major, unscaled, all finite. */
  readonly features: Float32Array;
  /** 0 SELL, 1 HOLD, 2 BUY. */
  readonly labels: Int8Array;
  /** Basis points. */
  readonly moves: Float32Array;
  /** Epoch ms. */
  readonly openTimes: Float64Array;
}

/** Columns of that many rows, to be filled. */
export function emptyColumns(rows: number, cols: number): DatasetColumns {
  return {
    features: new Float32Array(rows * cols),
    labels: new Int8Array(rows),
    moves: new Float32Array(rows),
    openTimes: new Float64Array(rows),
  };
}

/** @throws TrainingFailure when there are too few rows. */
export function datasetOf(
  columns: DatasetColumns,
  features: readonly string[],
  { horizonMinutes, thresholdBps }: DatasetLabel = DEFAULT_LABEL,
): Dataset {
  const rows = columns.openTimes.length;
  // As long as a window: no minute is seen by two parts; and no shorter than the labels look ahead.
  const embargoRows = Math.max(WINDOW_MINUTES, horizonMinutes);
  const description: DatasetDescription = {
    format: 'minutehand-dataset/1',
    rows,
    cols: features.length,
    features,
    featureHash: featureHash(features),
    interval: { from: columns.openTimes[0]!, to: columns.openTimes[rows - 1]! + MINUTE_MS },
    window: WINDOW_MINUTES,
    horizonMinutes,
    labelThreshold: thresholdBps / 10_000,
    embargoRows,
    split: splitInTimeOrder(rows, embargoRows),
    files: FILES,
  };
  const files = new Map<string, Uint8Array>([
    ['dataset.json', Buffer.from(`${JSON.stringify(description, undefined, 1)}\n`)],
    [FILES.features, littleEndian(columns.features)],
    [FILES.labels, littleEndian(columns.labels)],
    [FILES.moves, littleEndian(columns.moves)],
    [FILES.openTimes, littleEndian(columns.openTimes)],
  ]);
  return { description, files, hash: hashOf(files) };
}

/** Writes the dataset's files into `directory`, which is made when it isn't there. */
export async function writeDataset(dataset: Dataset, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [name, bytes] of dataset.files) await writeFile(path.join(directory, name), bytes);
}

function completeRows(matrix: Float64Array, cols: number, label: Int8Array): number[] {
  const kept: number[] = [];
  for (let row = 0; row < label.length; row++) {
    if (label[row] === NO_LABEL) continue;
    let complete = true;
    // Beyond Float32 counts as not finite: that is how the value would be stored.
    for (let i = row * cols; complete && i < (row + 1) * cols; i++) complete = Number.isFinite(Math.fround(matrix[i]!));
    if (complete) kept.push(row);
  }
  return kept;
}

/** The bytes of a column as they lie in memory, turned round on a big-endian machine. */
function littleEndian(column: Float32Array | Float64Array | Int8Array): Uint8Array {
  const bytes = Buffer.from(column.buffer, column.byteOffset, column.byteLength);
  const bigEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 0;
  if (!bigEndian || column.BYTES_PER_ELEMENT === 1) return bytes;
  return column.BYTES_PER_ELEMENT === 4 ? Buffer.from(bytes).swap32() : Buffer.from(bytes).swap64();
}

function hashOf(files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const [name, bytes] of files) hash.update(`${name}\0${bytes.byteLength}\0`).update(bytes);
  return hash.digest('hex');
}
