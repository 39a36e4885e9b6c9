import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { computeFeatures } from '../../../core/features/compute.ts';
import type { FeatureInputs } from '../../../core/features/inputs.ts';
import { NO_LABEL, signalLabels } from '../../../core/labels/signal-label.ts';
import { dateOf, startOfDate } from '../../../core/pipeline/data-interval.ts';
import { realMinutes } from '../../core/features/real-minutes.ts';

/** The recorded days that the lake holds; 2022-05-01 has 29 quiet minutes from 22:26 on. */
export const DAYS = ['2022-05-01', '2022-05-02', '2022-05-04'] as const;
/** Two minutes of the recording that the lake is told the exchange has not. */
export const MISSING_FROM = Date.parse('2022-05-02T10:00:00Z');
export const MISSING_TO = MISSING_FROM + 120_000;

const MINUTE_MS = 60_000;
const SYMBOL = 'BTCUSDT';

/**
 * Fills a lake with three recorded days (of four): bars, funding, labels, features of the first two, the first hour of
 * klines in bronze with ten of them twice, and runs of the pipeline.
 */
export async function fillRealLake(folder: string): Promise<void> {
  const lake = new Lakehouse({ kind: 'folder', folder }, { memoryLimit: '512MB', threads: 2 });
  try {
    const minutes = firstMinutes(realMinutes('2022-05'), 4 * 1440);
    for (const day of DAYS) await fillDay(lake, minutes, day);
    await fillFeatures(lake, minutes);
    await fillBronze(lake, minutes);
    await fillRuns(lake);
  } finally {
    await lake.close();
  }
}

function firstMinutes(inputs: FeatureInputs, length: number): FeatureInputs {
  const cut = Object.entries(inputs).map(([name, column]) => [
    name,
    column instanceof Float64Array ? column.slice(0, length) : column,
  ]);
  return { ...(Object.fromEntries(cut) as FeatureInputs), length };
}

async function fillDay(lake: Lakehouse, minutes: FeatureInputs, day: string): Promise<void> {
  const from = minutes.openTime.indexOf(startOfDate(day));
  const rows = Array.from({ length: 1440 }, (_, index) => from + index);
  const isMissing = missingIn(minutes);
  const key = keyOf(minutes, rows);
  const of = (column: Float64Array) => rows.map((i) => (isMissing(i) ? null : column[i]!));
  await (
    await lake.table('silver/bars_1m')
  ).replaceWhere(
    { date: day },
    {
      ...key,
      status: statusOf(minutes, rows),
      source: rows.map((i) => (isMissing(i) ? null : 'archive')),
      open: of(minutes.open),
      high: of(minutes.high),
      low: of(minutes.low),
      close: of(minutes.close),
      volume: of(minutes.volume),
      quote_volume: of(minutes.quoteVolume),
      trades: of(minutes.trades),
      taker_buy_volume: of(minutes.takerBuyVolume),
      taker_buy_quote_volume: of(minutes.takerBuyQuoteVolume),
    },
  );
  const { label, forwardMoveBps } = signalLabels(minutes.close);
  await (
    await lake.table('gold/labels_1m')
  ).replaceWhere(
    { date: day },
    {
      ...key,
      close: of(minutes.close),
      forward_move_bps: rows.map((i) => (Number.isNaN(forwardMoveBps[i]!) ? null : forwardMoveBps[i]!)),
      label: rows.map((i) => (label[i] === NO_LABEL ? null : label[i]!)),
    },
  );
  const settled = rows.filter((i) => minutes.openTime[i]! % (8 * 60 * MINUTE_MS) === 0);
  await (
    await lake.table('silver/funding')
  ).replaceWhere(
    { date: day },
    {
      symbol: settled.map(() => SYMBOL),
      date: settled.map(() => day),
      funding_time: settled.map((i) => minutes.openTime[i]!),
      rate: settled.map((i) => minutes.fundingRate[i]!.toFixed(8)),
      source: settled.map(() => 'archive'),
    },
  );
}

/** In one commit: the first two days, each a file of its own. */
async function fillFeatures(lake: Lakehouse, minutes: FeatureInputs): Promise<void> {
  const rows = Array.from({ length: 2 * 1440 }, (_, index) => index);
  const isMissing = missingIn(minutes);
  const features = [...computeFeatures(minutes)].map(([name, column]) => [
    name,
    rows.map((i) => (Number.isNaN(column[i]!) || isMissing(i) ? null : column[i]!)),
  ]);
  const values = Object.fromEntries(features) as Record<string, (number | null)[]>;
  const table = await lake.table('gold/features_1m');
  await table.append({ ...keyOf(minutes, rows), status: statusOf(minutes, rows), ...values });
}

function missingIn({ openTime }: FeatureInputs): (i: number) => boolean {
  return (i) => openTime[i]! >= MISSING_FROM && openTime[i]! < MISSING_TO;
}

function keyOf({ openTime }: FeatureInputs, rows: readonly number[]) {
  return {
    symbol: rows.map(() => SYMBOL),
    date: rows.map((i) => dateOf(openTime[i]!)),
    open_time: rows.map((i) => openTime[i]!),
  };
}

function statusOf(minutes: FeatureInputs, rows: readonly number[]): string[] {
  const isMissing = missingIn(minutes);
  return rows.map((i) => (isMissing(i) ? 'missing' : minutes.trades[i] === 0 ? 'quiet' : 'traded'));
}

async function fillBronze(lake: Lakehouse, minutes: FeatureInputs): Promise<void> {
  const first = Array.from({ length: 60 }, (_, i) => i);
  const again = first.slice(0, 10);
  const table = await lake.table('bronze/kline_1m');
  for (const rows of [first, again]) {
    await table.append({
      symbol: rows.map(() => SYMBOL),
      source: rows.map(() => 'archive'),
      origin: rows.map(() => 'BTCUSDT-1m-2022-05.zip'),
      event_time: rows.map((i) => minutes.openTime[i]!),
      receive_time: rows.map(() => Date.parse('2026-01-01T00:00:00Z')),
      payload: rows.map((i) => `${minutes.openTime[i]},${minutes.open[i]},${minutes.close[i]}`),
      date: rows.map((i) => dateOf(minutes.openTime[i]!)),
    });
  }
}

async function fillRuns(lake: Lakehouse): Promise<void> {
  const runs = [
    ['silver', 'succeeded', null],
    ['silver', 'failed', 'the exchange did not answer'],
    ['gold', 'failed', 'no bars'],
  ] as const;
  const begin = Date.parse('2026-01-01T00:00:00Z');
  await (
    await lake.table('audit/pipeline_runs')
  ).append({
    workflow_id: runs.map(() => 'etl-2022-05-01'),
    run_id: runs.map((_, i) => `run-${i}`),
    stage: runs.map(([stage]) => stage),
    symbol: runs.map(() => SYMBOL),
    from: runs.map(() => startOfDate('2022-05-01')),
    to: runs.map(() => startOfDate('2022-05-02')),
    status: runs.map(([, status]) => status),
    rows: runs.map(() => 1440),
    missing_minutes: runs.map(() => 0),
    repaired_minutes: runs.map(() => 0),
    duplicates: runs.map(() => 0),
    message: runs.map(([, , message]) => message),
    started_time: runs.map((_, i) => begin + i * MINUTE_MS),
    finished_time: runs.map((_, i) => begin + i * MINUTE_MS + 1_000),
  });
}
