import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createBinanceExchange } from '../../../adapters/binance/binance-exchange.ts';
import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { BundleError } from '../../../adapters/model/bundle-error.ts';
import { loadBundle } from '../../../adapters/model/bundle.ts';
import { bundledModelDirectory } from '../../../adapters/model/bundled-model.ts';
import { FORCED_PRIOR } from '../../../adapters/model/forced-model.ts';
import { PaperMarketControl } from '../../../adapters/paper-market/control.ts';
import { cacheDirectory } from '../../../adapters/temporal-server/cache-directory.ts';
import { buildDataset } from '../../../adapters/training/dataset.ts';
import type { Dataset } from '../../../adapters/training/dataset.ts';
import { datasetFromGold } from '../../../adapters/training/gold-dataset.ts';
import { trainModel } from '../../../adapters/training/train-model.ts';
import type { TradeRecordSummary } from '../../../core/model/prediction.ts';
import type { TradingWorkerSettings } from '../../../workers/settings.ts';
import { lakeOf } from '../session-context.ts';
import type { SessionContext } from '../session-context.ts';
import { unlessStopped } from '../stop-signals.ts';
import { SYMBOL } from '../start-plan.ts';
import type { StartPlan } from '../start-plan.ts';
import type { ExchangePlace } from './paper-exchange.ts';
import { HISTORY_DAYS } from './pipeline.ts';
import type { Pipeline } from './pipeline.ts';

const DAY_MS = 86_400_000;
/** Of the network's weights; the market has a seed of its own. */
const TRAINING_SEED = 1;

export interface ChosenModel {
  readonly setting: TradingWorkerSettings['model'];
  /** Kelly's prior: net results of the model's validation trades. */
  readonly prior: TradeRecordSummary;
}

/**
 * Judges the model folder that the plan names, before anything is started.
 *
 * @throws ConfigurationRefused
 */
export async function refuseBadModel({ model }: StartPlan): Promise<void> {
  if (model.kind !== 'directory') return;
  try {
    await loadBundle(model.directory);
  } catch (error) {
    if (error instanceof BundleError) throw new ConfigurationRefused(`--model can't be used: ${error.message}`);
    throw error;
  }
}

/**
 * The model that the plan asks for: forced, a folder, the one that ships with the project, or one trained now.
 * @param pipeline whose gold a model is trained on; without one the history is asked of the exchange.
 */
export async function chooseModel(
  context: SessionContext,
  exchange: ExchangePlace,
  pipeline?: Pipeline,
): Promise<ChosenModel> {
  const { model } = context.plan;
  switch (model.kind) {
    case 'forced':
      context.terminal.say(`Model: forced to ${model.signal}; it knows nothing of the market`);
      return { setting: { kind: 'forced', signal: model.signal }, prior: FORCED_PRIOR };
    case 'directory':
      return useBundle(context, model.directory);
    case 'bundled': {
      const directory = bundledModelDirectory(context.plan.market);
      if (directory !== undefined) return useBundle(context, directory);
      context.terminal.say('Model: the bundled one is not part of this installation; training one');
      return useBundle(context, await trainedModel(context, exchange, pipeline));
    }
    case 'trained':
      return useBundle(context, await trainedModel(context, exchange, pipeline));
  }
}

async function useBundle(context: SessionContext, directory: string): Promise<ChosenModel> {
  const { manifest } = await loadBundle(directory);
  context.terminal.say(`Model: ${manifest.id}, made by "${manifest.createdBy.command}"`);
  return { setting: { kind: 'bundle', directory }, prior: manifest.prior };
}

/** The model trained for this data folder by an earlier start, else one trained now. */
async function trainedModel(
  context: SessionContext,
  exchange: ExchangePlace,
  pipeline: Pipeline | undefined,
): Promise<string> {
  const { directory, terminal, plan, signal } = context;
  const known = await knownModel(directory.trainedModel, (why) => terminal.say(`Training again: ${why}`));
  if (known !== undefined) {
    terminal.say(`Model: trained by an earlier start; remove ${directory.trainedModel} to train again`);
    return known;
  }
  const dataset = await unlessStopped(
    signal,
    pipeline ? goldOfHistory(context, pipeline) : datasetByRest(context, exchange),
  );
  const { bundleDir } = await trainModel({
    dataset,
    market: { kind: plan.market, symbol: SYMBOL },
    seed: TRAINING_SEED,
    outputDir: path.join(cacheDirectory(), 'models'),
    cacheDir: cacheDirectory(),
    onProgress: ({ text }) => terminal.say(`Training: ${text}`),
    signal,
  });
  writeFileSync(directory.trainedModel, `${JSON.stringify({ bundle: bundleDir })}\n`);
  return bundleDir;
}

/** The model that an earlier start noted, if it may still serve: another version may compute other features. */
export async function knownModel(file: string, onUnusable: (why: string) => void): Promise<string | undefined> {
  if (!existsSync(file)) return undefined;
  const { bundle } = JSON.parse(readFileSync(file, 'utf8')) as { bundle: string };
  try {
    await loadBundle(bundle);
    return bundle;
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    onUnusable(error.message);
    return undefined;
  }
}

/** The days before the strategy's first minute, once the pipeline has them in gold. */
async function goldOfHistory(context: SessionContext, pipeline: Pipeline): Promise<Dataset> {
  const { terminal } = context;
  terminal.say('Training: the days before the start are brought into the lakehouse: bronze, silver, gold');
  const days = await pipeline.historyInGold();
  const lake = new Lakehouse(lakeOf(context));
  try {
    const dataset = await datasetFromGold(lake, { symbol: SYMBOL, ...days });
    terminal.say(`Training: ${dataset.description.rows} minutes from gold, ${days.from} to ${days.to}`);
    return dataset;
  } finally {
    await lake.close();
  }
}

/** The last month before the strategy's first minute, by REST: for a start without a lakehouse. */
async function datasetByRest(context: SessionContext, place: ExchangePlace): Promise<Dataset> {
  const { terminal } = context;
  const exchange = createBinanceExchange({ endpoints: place });
  try {
    const { marketData } = exchange;
    const to = await historyEnd(context, place, (await marketData.markPrice(SYMBOL)).time);
    const from = to - HISTORY_DAYS * DAY_MS;
    terminal.say(`Training: downloading ${HISTORY_DAYS} days of minutes before ${new Date(to).toISOString()}`);
    const [bars, funding] = await Promise.all([
      marketData.klines(SYMBOL, from, to),
      marketData.fundingRates(SYMBOL, from, to),
    ]);
    terminal.say(`Training: computing features of ${bars.length} minutes`);
    return buildDataset(bars, funding);
  } finally {
    exchange.close();
  }
}

/** Where a paper market began, so that every start trains on the same minutes; the last midnight of a live one. */
async function historyEnd(context: SessionContext, place: ExchangePlace, now: number): Promise<number> {
  const midnight = Math.floor(now / DAY_MS) * DAY_MS;
  if (place.kind !== 'paper' || context.plan.market === 'binance') return midnight;
  const { startsAt } = await new PaperMarketControl(place.restUrl).status();
  return startsAt ?? midnight;
}
