import type { FeatureContext } from '../context.ts';
import { closeChange } from './price.ts';

/** Taker buys minus taker sells of the minute, quote. */
export function netTakerQuote({ inputs, column }: FeatureContext): Float64Array {
  const { takerBuyQuoteVolume, quoteVolume } = inputs;
  const out = column();
  for (let i = 0; i < out.length; i++) out[i] = 2 * takerBuyQuoteVolume[i]! - quoteVolume[i]!;
  return out;
}

/** Volume with the sign of the close's change, base: what OBV adds up. NaN in the first minute. */
export function signedVolume({ inputs, use, column }: FeatureContext): Float64Array {
  const change = use(closeChange);
  const out = column();
  for (let i = 0; i < out.length; i++) out[i] = Math.sign(change[i]!) * inputs.volume[i]!;
  return out;
}
