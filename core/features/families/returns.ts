import type { FeatureDefinition } from '../definition.ts';
import { window } from '../warm-up.ts';

/** Simple returns of the close over the last minutes. */
export const RETURN_FEATURES: readonly FeatureDefinition[] = [1, 2, 3, 5, 10, 15, 30, 60, 120, 240].map(returnOver);

function returnOver(minutes: number): FeatureDefinition {
  return {
    name: `return_${minutes}`,
    family: 'returns',
    formula: `(close[t] / close[t-${minutes}] - 1) * 1e4`,
    source: 'simple return, in the unit of the label',
    inputs: ['close'],
    warmUp: window(minutes + 1),
    unit: 'bps',
    history: 'klines',
    version: 1,
    compute({ inputs, column }) {
      const { close } = inputs;
      const out = column();
      out.fill(NaN, 0, Math.min(minutes, out.length));
      for (let i = minutes; i < out.length; i++) {
        const from = close[i - minutes]!;
        out[i] = ((close[i]! - from) / from) * 1e4;
      }
      return out;
    },
  };
}
