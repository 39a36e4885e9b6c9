import { featureBatches } from '../../core/features/batches.ts';
import { featureMatrix, LIVE_BARS } from '../../core/features/compute.ts';
import { toFeatureInputs } from '../../core/features/inputs.ts';
import type { FeatureInputs } from '../../core/features/inputs.ts';
import { FEATURES } from '../../core/features/registry.ts';
import { sliceInputs } from '../../core/features/slice.ts';
import { DAY_MS, MINUTE_MS } from '../../core/market/bar.ts';
import type { Bar } from '../../core/market/bar.ts';
import { checkSkew } from '../../core/model/skew/skew-check.ts';
import type { SkewReport } from '../../core/model/skew/skew-check.ts';
import type { MarketData } from '../exchange/port.ts';
import { WINDOW_MINUTES } from './bundle-schema.ts';
import type { BundleManifest } from './bundle-schema.ts';

/** Minutes before the live window, so that the batch has more history than the process that serves. */
const EARLIER_MINUTES = 1_500;
/** "Last settled rate" is not older than this. */
const FUNDING_LOOKBACK_MS = 3 * DAY_MS;

const OF_BOOK: ReadonlySet<string> = new Set(
  FEATURES.filter(({ history }) => history === 'book').map(({ name }) => name),
);

/**
 * Training/serving skew of a bundle, on the last window of minutes up to the one that opened at `last`: its features as the
 * process that serves computes them, from the last 1,500 bars, against the batch's, from as long a history as the exchange
 * gives, and against the distribution that the scaler was fitted on.
 * @throws RangeError when there are fewer than 1,500 consecutive minutes; ExchangeError when the exchange can't be asked.
 */
export async function askSkew(
  { features, scaler }: BundleManifest,
  market: Pick<MarketData, 'klines' | 'fundingRates'>,
  symbol: string,
  last: number,
): Promise<SkewReport> {
  const first = last - (LIVE_BARS + EARLIER_MINUTES - 1) * MINUTE_MS;
  const end = last + MINUTE_MS;
  const [bars, funding] = await Promise.all([
    market.klines(symbol, first, end),
    market.fundingRates(symbol, first - FUNDING_LOOKBACK_MS, end),
  ]);
  const history = toFeatureInputs(
    withoutGap(bars),
    funding.map(({ fundingTime, rate }) => ({ fundingTime, rate: Number(rate) })),
  );
  if (history.length < LIVE_BARS) {
    throw new RangeError(
      `the exchange has ${history.length} consecutive minutes of ${symbol} up to ${new Date(last).toISOString()}, the check needs ${LIVE_BARS}`,
    );
  }
  const window = sliceInputs(history, history.length - LIVE_BARS, history.length);
  return checkSkew({
    names: features,
    scaler,
    firstMinute: last - (WINDOW_MINUTES - 1) * MINUTE_MS,
    live: featureMatrix(window, features, WINDOW_MINUTES),
    batch: batchMatrix(history, features, WINDOW_MINUTES),
  });
}

/** The last `rows` minutes as training has them: by batches over the whole history, unknown book features masked to 0. */
function batchMatrix(history: FeatureInputs, names: readonly string[], rows: number): Float64Array {
  const matrix = new Float64Array(rows * names.length);
  const from = history.length - rows;
  for (const batch of featureBatches(history, names, { from })) {
    batch.columns.forEach((column, place) => {
      for (let row = 0; row < batch.rows; row++) {
        const value = column[row]!;
        const isMasked = Number.isNaN(value) && OF_BOOK.has(names[place]!);
        matrix[(batch.firstRow - from + row) * names.length + place] = isMasked ? 0 : value;
      }
    });
  }
  return matrix;
}

/** The newest bars that follow one another without a gap. */
function withoutGap(bars: readonly Bar[]): readonly Bar[] {
  let from = bars.length - 1;
  while (from > 0 && bars[from]!.openTime - bars[from - 1]!.openTime === MINUTE_MS) from--;
  return bars.slice(Math.max(0, from));
}
