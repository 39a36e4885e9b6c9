import { DAY_MS, MINUTE_MS } from '../../market/bar.ts';
import type { Derivation } from '../context.ts';
import type { FeatureDefinition, FeatureUnit } from '../definition.ts';
import { dayOfWeek, minuteOfDay } from '../derived/time-of-day.ts';
import { window } from '../warm-up.ts';

const DAY_MINUTES = DAY_MS / MINUTE_MS;
const FUNDING_MINUTES = 480;

/** Where the minute's open stands in the UTC day and week, and its close before the next funding settlement. */
export const CALENDAR_FEATURES: readonly FeatureDefinition[] = [
  fromTable(
    'minute_of_day_sin',
    'sin(2 * pi * minute of the UTC day / 1440)',
    'ratio',
    circle(Math.sin, DAY_MINUTES),
    minuteOfDay,
  ),
  fromTable(
    'minute_of_day_cos',
    'cos(2 * pi * minute of the UTC day / 1440)',
    'ratio',
    circle(Math.cos, DAY_MINUTES),
    minuteOfDay,
  ),
  fromTable('day_of_week_sin', 'sin(2 * pi * day / 7), Monday is 0, UTC', 'ratio', circle(Math.sin, 7), dayOfWeek),
  fromTable('day_of_week_cos', 'cos(2 * pi * day / 7), Monday is 0, UTC', 'ratio', circle(Math.cos, 7), dayOfWeek),
  fromTable(
    'minutes_to_funding',
    'minutes from the close of the bar to the next 00:00, 08:00 or 16:00 UTC, 0..479',
    'minutes',
    Float64Array.from({ length: DAY_MINUTES }, (_, minute) => FUNDING_MINUTES - 1 - (minute % FUNDING_MINUTES)),
    minuteOfDay,
  ),
];

function circle(turn: (angle: number) => number, parts: number): Float64Array {
  return Float64Array.from({ length: parts }, (_, part) => turn((2 * Math.PI * part) / parts));
}

function fromTable(
  name: string,
  formula: string,
  unit: FeatureUnit,
  table: Float64Array,
  position: Derivation<Float64Array>,
): FeatureDefinition {
  return {
    name,
    family: 'calendar',
    formula,
    source: 'own: the clock of the exchange',
    inputs: ['openTime'],
    warmUp: window(1),
    unit,
    history: 'klines',
    version: 1,
    compute({ use, column }) {
      const positions = use(position);
      const out = column();
      for (let i = 0; i < out.length; i++) out[i] = table[positions[i]!]!;
      return out;
    },
  };
}
