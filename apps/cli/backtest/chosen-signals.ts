import { existsSync } from 'node:fs';
import path from 'node:path';
import type { BacktestMarket } from '../../../adapters/backtest/backtest-market.ts';
import { modelSignals } from '../../../adapters/backtest/model-signals.ts';
import { forcedSignals, ruleSignals } from '../../../adapters/backtest/rule-signals.ts';
import type { BacktestSignals } from '../../../adapters/backtest/signals.ts';
import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import type { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { BundleError } from '../../../adapters/model/bundle-error.ts';
import { loadBundle, MANIFEST_FILE } from '../../../adapters/model/bundle.ts';
import type { ModelBundle } from '../../../adapters/model/bundle.ts';
import { createBundleStore } from '../../../adapters/registry/bundle-store.ts';
import { cacheDirectory } from '../../../adapters/temporal-server/cache-directory.ts';
import { SIGNAL_CLASSES } from '../../../core/model/prediction.ts';
import type { RuleName } from '../../../core/rules/comparison-rules.ts';

export interface SignalsChoice {
  readonly model?: string;
  readonly rule?: RuleName;
  readonly seed: number;
  readonly entryShare: number;
}

/** Judges what can be judged before anything is read. @throws ConfigurationRefused */
export function refuseBadChoice({ model, rule }: SignalsChoice): void {
  if ((model === undefined) === (rule === undefined)) {
    throw new ConfigurationRefused('a backtest is of a model or of a rule: give either --model or --rule');
  }
  if (model?.startsWith('forced:') === true && forcedTo(model) === undefined) {
    throw new ConfigurationRefused(`--model is "${model}", and must be forced:BUY, forced:SELL or forced:HOLD`);
  }
}

/**
 * What decides: a rule, a forced model, the bundle in a folder, or the one of that id in the lake's store.
 * @param lake where there is one, whose bundles may be named.
 * @throws ConfigurationRefused when there is no such model, or it must not serve.
 */
export async function chosenSignals(
  { model, rule, ...making }: SignalsChoice,
  market: BacktestMarket,
  horizonMinutes: number,
  lake: Lakehouse | undefined,
): Promise<BacktestSignals> {
  if (rule !== undefined) return ruleSignals(rule, market, { ...making, horizonMinutes });
  const forced = forcedTo(model!);
  if (forced) return forcedSignals(forced, market);
  const bundle = await bundleOf(model!, lake);
  const { onProgress, end } = progressLine('predicted');
  try {
    return await modelSignals(bundle, market, { onProgress });
  } finally {
    end();
  }
}

function forcedTo(model: string): (typeof SIGNAL_CLASSES)[number] | undefined {
  return SIGNAL_CLASSES.find((signal) => model === `forced:${signal}`);
}

async function bundleOf(model: string, lake: Lakehouse | undefined): Promise<ModelBundle> {
  try {
    if (existsSync(path.join(model, MANIFEST_FILE)) || model.includes(path.sep))
      return await loadBundle(path.resolve(model));
    if (!lake)
      throw new BundleError(`there is no folder ${model} with a ${MANIFEST_FILE}, and no lake to look in for that id`);
    return await createBundleStore(lake.store, path.join(cacheDirectory(), 'models')).fetch(model);
  } catch (error) {
    if (error instanceof BundleError) throw new ConfigurationRefused(`--model can't be used: ${error.message}`);
    throw error;
  }
}

/** A line of a terminal that is written anew; nothing where no person looks. */
function progressLine(what: string): { onProgress: (done: number, total: number) => void; end: () => void } {
  const { stderr } = process;
  if (!stderr.isTTY) return { onProgress: () => undefined, end: () => undefined };
  return {
    onProgress: (done, total) => void stderr.write(`\r${what} ${done} of ${total} minutes`),
    end: () => void stderr.write('\r\u001b[K'),
  };
}
