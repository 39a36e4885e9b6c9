import { MODEL_FEATURES } from '../../core/features/model-features.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import { datesOf, startOfDate } from '../../core/pipeline/data-interval.ts';
import type { UtcDate } from '../../core/pipeline/data-interval.ts';
import type { Lakehouse } from '../lakehouse/lakehouse.ts';
import { datasetOf, emptyColumns } from './dataset.ts';
import type { Dataset } from './dataset.ts';
import { TrainingFailure } from './training-failure.ts';

export interface GoldDays {
  readonly symbol: string;
  readonly from: UtcDate;
  /** The day after the last. */
  readonly to: UtcDate;
}

/**
 * Features, labels and moves of some days out of gold. A minute with a feature or a label that is empty (the warm-up, a
 * missing minute, the last ones) can't be used, and a model sees minutes that follow one another: the newest stretch
 * without a hole is taken.
 * @throws TrainingFailure when gold hasn't the days, or has too few complete minutes.
 */
export async function datasetFromGold(
  lake: Lakehouse,
  { symbol, from, to }: GoldDays,
  features: readonly string[] = MODEL_FEATURES,
): Promise<Dataset> {
  const [featureTable, labelTable] = await Promise.all([
    lake.existing('gold/features_1m'),
    lake.existing('gold/labels_1m'),
  ]);
  if (!featureTable || !labelTable) throw new TrainingFailure('the lake has no gold yet: run the ETL first');
  const where = { date: datesOf({ from: startOfDate(from), to: startOfDate(to) }) };
  const orderBy = ['open_time'];
  const [minutes, labels] = await Promise.all([
    featureTable.readNumbers({ columns: ['open_time', ...features], orderBy, where, equal: { symbol } }),
    labelTable.readNumbers({ columns: ['open_time', 'label', 'forward_move_bps'], orderBy, where, equal: { symbol } }),
  ]);
  const openTime = column(minutes, 'open_time');
  const label = column(labels, 'label');
  if (openTime.length === 0) throw new TrainingFailure(`gold has no minute of ${symbol} from ${from} to ${to}`);
  if (!sameTimes(openTime, column(labels, 'open_time'))) {
    throw new TrainingFailure(`features and labels of ${from} to ${to} are not of the same minutes: run gold again`);
  }
  const inputs = features.map((name) => column(minutes, name));
  const [first, end] = newestStretch(openTime, (row) => {
    return !Number.isNaN(label[row]!) && inputs.every((input) => Number.isFinite(Math.fround(input[row]!)));
  });
  if (first === end) throw new TrainingFailure(`none of the ${openTime.length} minutes has all of its features`);

  const moves = column(labels, 'forward_move_bps');
  const columns = emptyColumns(end - first, features.length);
  for (let row = first; row < end; row++) {
    const target = row - first;
    inputs.forEach((input, place) => (columns.features[target * features.length + place] = input[row]!));
    columns.labels[target] = label[row]!;
    columns.moves[target] = moves[row]!;
    columns.openTimes[target] = openTime[row]!;
  }
  return datasetOf(columns, features);
}

/** [first, end) of the last rows that are complete and follow one another by the minute. */
function newestStretch(openTime: Float64Array, isComplete: (row: number) => boolean): [first: number, end: number] {
  let end = openTime.length;
  while (end > 0 && !isComplete(end - 1)) end--;
  let first = end;
  while (first > 0 && isComplete(first - 1)) {
    if (first < end && openTime[first]! - openTime[first - 1]! !== MINUTE_MS) break;
    first--;
  }
  return [first, end];
}

function sameTimes(one: Float64Array, other: Float64Array): boolean {
  return one.length === other.length && one.every((time, row) => time === other[row]);
}

function column(columns: Record<string, Float64Array>, name: string): Float64Array {
  const found = columns[name];
  if (!found) throw new TrainingFailure(`gold has no column ${name}`);
  return found;
}
