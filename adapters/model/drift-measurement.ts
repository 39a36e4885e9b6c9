import { DAY_MS } from '../../core/market/bar.ts';
import { featureStability } from '../../core/model/drift/feature-stability.ts';
import type { FeatureStability } from '../../core/model/drift/feature-stability.ts';
import { liveCalibration } from '../../core/model/drift/live-calibration.ts';
import { liveWinRate } from '../../core/model/drift/live-win-rate.ts';
import { predictionMix } from '../../core/model/drift/prediction-mix.ts';
import type { DriftMeasures } from '../../core/model/drift/drift-verdict.ts';
import { SIGNAL_CLASSES } from '../../core/model/prediction.ts';
import type { Signal } from '../../core/model/prediction.ts';
import { dateOf, datesOf } from '../../core/pipeline/data-interval.ts';
import type { AuditReader } from '../audit/port.ts';
import type { Lakehouse } from '../lakehouse/lakehouse.ts';
import type { BundleManifest } from './bundle-schema.ts';

/** What is called recent. */
const RECENT_DAYS = 7;
const RECENT_MINUTES = RECENT_DAYS * 1_440;
/** Days of the training interval that stand for all of it, spread evenly: enough for tenths, and they fit in memory. */
const REFERENCE_DAYS = 30;
const TRADES_LOOKED_AT = 2_000;

/**
 * Measures of a model: recent gold features against those of its training interval; its decisions of the audit against
 * validation and, where gold knows their labels, against what came; its trades against those of validation.
 */
export async function measureModel(
  { id, symbol, features, interval, metrics, prior }: BundleManifest,
  lake: Lakehouse,
  audit: AuditReader,
): Promise<DriftMeasures> {
  const [decisions, trades] = await Promise.all([
    audit.latest('decisions', RECENT_MINUTES),
    audit.latest('trades', TRADES_LOOKED_AT),
  ]);
  const spoken = decisions.flatMap(({ bar, modelId, signal, confidence, refusals }) =>
    modelId === id && signal !== 'NONE' && !refusals.some(({ code }) => code === 'MODEL_FALLBACK')
      ? [{ bar, signal, confidence }]
      : [],
  );
  const own = trades.filter(({ modelId }) => modelId === id);
  return {
    features: await stabilityInGold(lake, symbol, features, interval),
    predictions: predictionMix(
      spoken.map(({ signal }) => signal),
      metrics.predictedShares,
    ),
    calibration: liveCalibration(await judged(lake, symbol, spoken)),
    validationError: metrics.calibrationError,
    winRate: liveWinRate({ trades: own.length, wins: own.filter(({ netBps }) => netBps > 0).length }, prior),
  };
}

/** Undefined where gold has not both, training's minutes and recent ones after them. */
async function stabilityInGold(
  lake: Lakehouse,
  symbol: string,
  features: readonly string[],
  interval: { readonly from: number; readonly to: number },
): Promise<FeatureStability[] | undefined> {
  const table = await lake.existing('gold/features_1m');
  if (!table) return undefined;
  const ofSymbol = { orderBy: ['open_time'], equal: { symbol } };
  const newest = (await table.readNumbers({ columns: ['open_time'], ...ofSymbol }))['open_time']?.at(-1);
  if (newest === undefined || newest < interval.to) return undefined;
  const recentFrom = Math.max(interval.to, newest + 1 - RECENT_DAYS * DAY_MS);
  const columnsOf = async (dates: readonly string[]): Promise<Float64Array[]> => {
    const found = await table.readNumbers({ columns: [...features], where: { date: dates }, ...ofSymbol });
    return features.map((name) => found[name] ?? new Float64Array());
  };
  const training = await columnsOf(spread(datesOf(wholeDays(interval.from, interval.to)), REFERENCE_DAYS));
  const recent = await columnsOf(datesOf(wholeDays(recentFrom, newest + 1)));
  if (training[0]?.length === 0 || recent[0]?.length === 0) return undefined;
  return featureStability(features, training, recent);
}

/** Predictions whose label gold knows by now. */
async function judged(
  lake: Lakehouse,
  symbol: string,
  spoken: readonly { readonly bar: number; readonly signal: Signal; readonly confidence: number }[],
): Promise<{ confidence: number; isRight: boolean }[]> {
  const table = await lake.existing('gold/labels_1m');
  if (!table || spoken.length === 0) return [];
  const dates = [...new Set(spoken.map(({ bar }) => dateOf(bar)))];
  const found = await table.readNumbers({
    columns: ['open_time', 'label'],
    orderBy: ['open_time'],
    where: { date: dates },
    equal: { symbol },
  });
  const labels = new Map<number, number>();
  found['open_time']?.forEach((time, row) => labels.set(time, found['label']![row]!));
  return spoken.flatMap(({ bar, signal, confidence }) => {
    const label = SIGNAL_CLASSES[labels.get(bar) ?? -1];
    return label === undefined ? [] : [{ confidence, isRight: label === signal }];
  });
}

function wholeDays(from: number, to: number): { from: number; to: number } {
  return { from: Math.floor(from / DAY_MS) * DAY_MS, to: Math.ceil(to / DAY_MS) * DAY_MS };
}

function spread<T>(values: readonly T[], most: number): T[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, i) => values[Math.floor((i * values.length) / most)]!);
}
