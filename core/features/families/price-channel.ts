import type { FeatureDefinition } from '../definition.ts';
import { priceChannel } from '../derived/price-channel.ts';
import { window } from '../warm-up.ts';

/** Where the close stands between the lowest low and the highest high. */
export const PRICE_CHANNEL_FEATURES: readonly FeatureDefinition[] = [60, 240].map(channelPosition);

function channelPosition(minutes: number): FeatureDefinition {
  const channel = priceChannel(minutes);
  return {
    name: `channel_position_${minutes}`,
    family: 'volatility',
    formula: `(close - lowest${minutes}(low)) / (highest${minutes}(high) - lowest${minutes}(low)); 0.5 on a flat price`,
    source: 'Donchian channel',
    inputs: ['high', 'low', 'close'],
    warmUp: window(minutes),
    unit: 'ratio',
    history: 'klines',
    version: 1,
    compute({ inputs, use, column }) {
      const { highest, lowest } = use(channel);
      const out = column();
      for (let i = 0; i < out.length; i++) {
        const range = highest[i]! - lowest[i]!;
        out[i] = range === 0 ? 0.5 : (inputs.close[i]! - lowest[i]!) / range;
      }
      return out;
    },
  };
}
