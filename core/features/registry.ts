import type { FeatureDefinition } from './definition.ts';
import { AROON_FEATURES } from './families/aroon.ts';
import { AVERAGE_TRUE_RANGE_FEATURES } from './families/average-true-range.ts';
import { BOLLINGER_FEATURES } from './families/bollinger.ts';
import { BOOK_FEATURES } from './families/book.ts';
import { CALENDAR_FEATURES } from './families/calendar.ts';
import { CANDLE_FEATURES } from './families/candle.ts';
import { DIRECTIONAL_MOVEMENT_FEATURES } from './families/directional-movement.ts';
import { FUNDING_FEATURES } from './families/funding.ts';
import { MACD_FEATURES } from './families/macd.ts';
import { MOVING_AVERAGE_FEATURES } from './families/moving-averages.ts';
import { ORDER_FLOW_FEATURES } from './families/order-flow.ts';
import { OSCILLATOR_FEATURES } from './families/oscillators.ts';
import { PRICE_CHANNEL_FEATURES } from './families/price-channel.ts';
import { RANGE_VOLATILITY_FEATURES } from './families/range-volatility.ts';
import { REALISED_VOLATILITY_FEATURES } from './families/realised-volatility.ts';
import { RELATIVE_STRENGTH_FEATURES } from './families/relative-strength.ts';
import { RETURN_FEATURES } from './families/returns.ts';
import { STOCHASTIC_FEATURES } from './families/stochastic.ts';
import { TREND_SHAPE_FEATURES } from './families/trend-shape.ts';
import { VOLUME_FEATURES } from './families/volume.ts';
import { VWAP_FEATURES } from './families/vwap.ts';

/** Every feature there is: the one list that live, backtest, training and the lakehouse compute from. */
export const FEATURES: readonly FeatureDefinition[] = [
  ...RETURN_FEATURES,
  ...MOVING_AVERAGE_FEATURES,
  ...DIRECTIONAL_MOVEMENT_FEATURES,
  ...AROON_FEATURES,
  ...TREND_SHAPE_FEATURES,
  ...MACD_FEATURES,
  ...RELATIVE_STRENGTH_FEATURES,
  ...STOCHASTIC_FEATURES,
  ...OSCILLATOR_FEATURES,
  ...AVERAGE_TRUE_RANGE_FEATURES,
  ...BOLLINGER_FEATURES,
  ...REALISED_VOLATILITY_FEATURES,
  ...RANGE_VOLATILITY_FEATURES,
  ...PRICE_CHANNEL_FEATURES,
  ...VOLUME_FEATURES,
  ...ORDER_FLOW_FEATURES,
  ...VWAP_FEATURES,
  ...CANDLE_FEATURES,
  ...CALENDAR_FEATURES,
  ...FUNDING_FEATURES,
  ...BOOK_FEATURES,
];

const BY_NAME: ReadonlyMap<string, FeatureDefinition> = new Map(FEATURES.map((feature) => [feature.name, feature]));

/**
 * The definitions of these features, in this order.
 * @throws RangeError naming the first name that the registry doesn't have.
 */
export function featuresByName(names: readonly string[]): readonly FeatureDefinition[] {
  return names.map((name) => {
    const feature = BY_NAME.get(name);
    if (!feature) throw new RangeError(`there is no feature "${name}": docs/features.md lists all ${FEATURES.length}`);
    return feature;
  });
}
