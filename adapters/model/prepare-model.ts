import { skewRefusal } from '../../core/model/skew/skew-check.ts';
import type { FeatureInputs } from '../../core/features/inputs.ts';
import type { MarketData } from '../exchange/port.ts';
import { BundleError } from './bundle-error.ts';
import type { ModelBundle } from './bundle.ts';
import { createOnnxModel } from './onnx-model.ts';
import type { SignalModel } from './port.ts';
import { askSkew } from './skew-guard.ts';

/** Where a model would serve: its symbol's market and the window of minutes that it would be asked on. */
export interface ServingPlace {
  readonly symbol: string;
  readonly market: Pick<MarketData, 'klines' | 'fundingRates' | 'latestKlines'>;
  readonly window: { endingAt(last: number): Promise<FeatureInputs> };
}

/**
 * A checked bundle as a model that is ready to serve here: of this symbol, without skew between its live features and those
 * it was trained on, and with its first prediction made.
 * @param serve what runs its network; this process by default.
 * @throws BundleError when it must not serve; another error when the exchange can't be asked.
 */
export async function prepareModel(
  bundle: ModelBundle,
  { symbol, market, window }: ServingPlace,
  serve: (bundle: ModelBundle) => Promise<SignalModel> = createOnnxModel,
): Promise<SignalModel> {
  const { manifest } = bundle;
  const refuse = (why: string): never => {
    throw new BundleError(why);
  };
  if (manifest.symbol !== symbol) refuse(`it is a model of ${manifest.symbol}, and ${symbol} is traded here`);
  const newest = (await market.latestKlines(symbol, 1)).at(-1);
  if (!newest) throw new Error(`the exchange has no complete bar of ${symbol} yet`);
  const skew = skewRefusal(await askSkew(manifest, market, symbol, newest.openTime));
  if (skew !== undefined) refuse(`its features here are not those of its training: ${skew}`);
  const model = await serve(bundle);
  const inputs = await window.endingAt(newest.openTime);
  // The first one compiles and allocates: not in a minute.
  await model.predict(inputs).catch((error: Error) => refuse(`it can't predict the newest minute: ${error.message}`));
  return model;
}
