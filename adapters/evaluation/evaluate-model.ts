import { BacktestTally } from '../../core/backtest/backtest-tally.ts';
import { runBacktest } from '../../core/backtest/run-backtest.ts';
import { summariseBacktest } from '../../core/backtest/backtest-summary.ts';
import { DAY_MS } from '../../core/market/bar.ts';
import type { KnownMinutes } from '../../core/matching/minute-market.ts';
import { calibrationError } from '../../core/metrics/calibration-error.ts';
import type { JudgedModel } from '../../core/model/promotion-gate.ts';
import { datesOf } from '../../core/pipeline/data-interval.ts';
import type { DataInterval } from '../../core/pipeline/data-interval.ts';
import { DEFAULT_RISK_LIMITS } from '../../core/risk/limits.ts';
import type { Lakehouse } from '../lakehouse/lakehouse.ts';
import { predictFromFeatures } from '../model/batch-predictions.ts';
import type { BatchPredictions } from '../model/batch-predictions.ts';
import type { ModelBundle } from '../model/bundle.ts';
import { EvaluationRefused } from './evaluation-refused.ts';

const DEPOSIT = '10000';
/** Of the bootstrap: the same minutes give the same verdict. */
const BOOTSTRAP_SEED = 1;
const ATR = 'atr_14';

export interface EvaluationOptions {
  /** Told how far it is, and may throw to end it. */
  readonly atStep?: (step: string) => void;
  readonly signal?: AbortSignal;
}

export interface EvaluatedModel {
  readonly judged: JudgedModel;
  /** Minutes of the interval that had a bar. */
  readonly minutes: number;
}

/**
 * Runs a model through the backtest on gold's own features: predictions of [from, to), the strategy with its default limits
 * and the model's own prior, the paper exchange's fees, fills and funding.
 * @param market whose bars reach over the interval and the days before it.
 * @throws EvaluationRefused when gold has no consecutive minutes of these days.
 */
export async function evaluateModel(
  lake: Lakehouse,
  market: KnownMinutes,
  bundle: ModelBundle,
  interval: DataInterval,
  { atStep = () => undefined, signal }: EvaluationOptions = {},
): Promise<EvaluatedModel> {
  const { id, prior, features } = bundle.manifest;
  atStep(`predictions of ${id}`);
  const predictions = await predict(lake, bundle, [...new Set([...features, ATR])], interval, {
    atStep,
    ...(signal && { signal }),
  });
  atStep(`backtest of ${id}`);
  const tally = new BacktestTally();
  const { from, to } = interval;
  const outcome = runBacktest({
    market,
    settings: {
      symbol: market.symbol,
      runTag: 'evaluate',
      clock: { kind: 'lockstep' },
      limits: DEFAULT_RISK_LIMITS,
      prior,
    },
    deposit: DEPOSIT,
    from,
    to,
    predictionAt: (openTime) => predictions.at(openTime),
    onRecords: (records) => tally.add(records),
  });
  const summary = summariseBacktest({ from, to, deposit: DEPOSIT, tally, outcome, seed: BOOTSTRAP_SEED });
  return {
    judged: {
      modelId: id,
      trades: summary.trades,
      meanTrade: summary.meanTrade && { bps: summary.meanTrade.bps, interval: summary.meanTrade.interval },
      return: summary.return,
      maxDrawdown: summary.maxDrawdown,
      calibrationError: await calibrationOf(lake, bundle.manifest.symbol, predictions, interval),
    },
    minutes: outcome.minutes,
  };
}

async function predict(
  lake: Lakehouse,
  bundle: ModelBundle,
  names: readonly string[],
  interval: DataInterval,
  { atStep, signal }: EvaluationOptions,
): Promise<BatchPredictions> {
  const table = await lake.existing('gold/features_1m');
  const columns = await table?.readNumbers({
    columns: ['open_time', ...names],
    orderBy: ['open_time'],
    where: { date: datesOf(wholeDays(interval)) },
    equal: { symbol: bundle.manifest.symbol },
  });
  const openTime = columns?.['open_time'];
  if (!columns || openTime === undefined || openTime.length === 0) {
    throw new EvaluationRefused('gold has no minute of the held-out days: run the ETL of them first');
  }
  const byName = new Map(names.map((name) => [name, columns[name] ?? new Float64Array()]));
  try {
    return await predictFromFeatures(bundle, { openTime, columns: byName }, interval, {
      onProgress: (done, total) => atStep?.(`predictions of ${bundle.manifest.id}: ${done} of ${total} minutes`),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (error instanceof RangeError) throw new EvaluationRefused(`gold of the held-out days: ${error.message}`);
    throw error;
  }
}

/** Of the minutes that have both a prediction and a label; null when there is none. */
async function calibrationOf(
  lake: Lakehouse,
  symbol: string,
  predictions: BatchPredictions,
  interval: DataInterval,
): Promise<number | null> {
  const table = await lake.existing('gold/labels_1m');
  const columns = await table?.readNumbers({
    columns: ['open_time', 'label'],
    orderBy: ['open_time'],
    where: { date: datesOf(wholeDays(interval)) },
    equal: { symbol },
  });
  const [confidences, hits]: [number[], boolean[]] = [[], []];
  columns?.['open_time']?.forEach((openTime, row) => {
    const label = columns['label']?.[row] ?? NaN;
    const prediction = predictions.at(openTime);
    if (!prediction || Number.isNaN(label)) return;
    confidences.push(Math.max(...prediction.probabilities));
    hits.push(prediction.probabilities.indexOf(Math.max(...prediction.probabilities)) === label);
  });
  return calibrationError(confidences, hits) ?? null;
}

/** The days that the interval touches. */
export function wholeDays({ from, to }: DataInterval): DataInterval {
  return { from: Math.floor(from / DAY_MS) * DAY_MS, to: Math.ceil(to / DAY_MS) * DAY_MS };
}
