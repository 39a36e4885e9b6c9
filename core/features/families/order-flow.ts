import type { FeatureDefinition } from '../definition.ts';
import { netTakerQuote } from '../derived/order-flow.ts';
import { rollingSum } from '../kernels/rolling-sum.ts';
import { window } from '../warm-up.ts';

/** Who crossed the spread: taker buys against taker sells. */
export const ORDER_FLOW_FEATURES: readonly FeatureDefinition[] = [
  {
    name: 'taker_buy_share',
    family: 'orderFlow',
    formula: 'taker buy volume / volume; 0.5 in a minute without volume',
    source: 'Binance kline, taker buy base volume',
    inputs: ['takerBuyVolume', 'volume'],
    warmUp: window(1),
    unit: 'ratio',
    history: 'klines',
    version: 1,
    compute({ inputs, column }) {
      const { takerBuyVolume, volume } = inputs;
      const out = column();
      for (let i = 0; i < out.length; i++) out[i] = volume[i] === 0 ? 0.5 : takerBuyVolume[i]! / volume[i]!;
      return out;
    },
  },
  ...[1, 3, 5, 15, 60].map(flowImbalance),
];

function flowImbalance(minutes: number): FeatureDefinition {
  return {
    name: `flow_imbalance_${minutes}`,
    family: 'orderFlow',
    formula: `sum${minutes}(2 * taker buy quote volume - quote volume) / sum${minutes}(quote volume), -1..1; 0 without volume`,
    source: 'signed trade imbalance, from Binance kline taker buy quote volume',
    inputs: ['takerBuyQuoteVolume', 'quoteVolume'],
    warmUp: window(minutes),
    unit: 'ratio',
    history: 'klines',
    version: 1,
    compute({ inputs, use, column, firstMinute }) {
      const out = rollingSum(use(netTakerQuote), minutes, column(), firstMinute);
      const whole = rollingSum(inputs.quoteVolume, minutes, column(), firstMinute);
      for (let i = 0; i < out.length; i++) out[i] = whole[i] === 0 ? 0 : out[i]! / whole[i]!;
      return out;
    },
  };
}
