import { LIVE_BARS } from '../../core/features/compute.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import { minuteText } from '../kline-files/read-klines.ts';
import { predictMinutes } from '../model/batch-predictions.ts';
import type { BatchPredictions } from '../model/batch-predictions.ts';
import type { BundleManifest } from '../model/bundle-schema.ts';
import type { ModelBundle } from '../model/bundle.ts';
import type { BacktestMarket } from './backtest-market.ts';
import { consecutiveInputs } from './consecutive-inputs.ts';
import type { BacktestSignals, SignalsOptions } from './signals.ts';

/** What a model says of every minute of the market that has 1,500 without a gap up to it: computed in batch, beforehand. */
export async function modelSignals(
  bundle: ModelBundle,
  market: BacktestMarket,
  { onProgress = () => undefined }: SignalsOptions = {},
): Promise<BacktestSignals> {
  const { manifest } = bundle;
  const runs = consecutiveInputs(market, market.historyFrom, market.endsAt);
  const predicted: BatchPredictions[] = [];
  const total = (market.endsAt - market.startsAt) / MINUTE_MS;
  for (const inputs of runs) {
    const from = Math.max(market.startsAt, inputs.openTime[LIVE_BARS - 1]!);
    const to = inputs.openTime[inputs.length - 1]! + MINUTE_MS;
    if (from >= to) continue;
    const before = (from - market.startsAt) / MINUTE_MS;
    const options = { onProgress: (done: number) => onProgress(before + done, total) };
    predicted.push(await predictMinutes(bundle, inputs, { from, to }, options));
  }
  return {
    id: manifest.id,
    sentence: `model ${manifest.id}, trained on ${manifest.market} minutes from ${minuteText(manifest.interval.from)} to ${minuteText(manifest.interval.to)}`,
    prior: manifest.prior,
    priorSentence: `the ${manifest.prior.trades} validation trades of the model`,
    warnings: hasSeen(manifest, market)
      ? [
          'The model was trained on minutes of this interval: it has seen what it is asked, and its results here say nothing about new minutes.',
        ]
      : [],
    predictionAt: (openTime) => predicted.find(({ to }) => openTime < to)?.at(openTime),
  };
}

function hasSeen({ interval }: BundleManifest, { startsAt, endsAt }: BacktestMarket): boolean {
  return interval.from < endsAt && interval.to > startsAt;
}
