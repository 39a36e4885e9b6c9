import { DAY_MS, MINUTE_MS } from '../market/bar.ts';
import { computeFeatures, LIVE_BARS, type FeatureColumns } from './compute.ts';
import type { FeatureInputs } from './inputs.ts';
import { FEATURES, featuresByName } from './registry.ts';
import { sliceInputs } from './slice.ts';

const DAY_MINUTES = DAY_MS / MINUTE_MS;
const ALL_NAMES: readonly string[] = FEATURES.map((feature) => feature.name);

export interface FeaturesOfDayOptions {
  /** All features when none are named. */
  readonly names?: readonly string[];
  /** The first minute of the inputs is the first there ever was, so that a day may have less than LIVE_BARS before it. */
  readonly historyBegins?: boolean;
}

/**
 * The features of one UTC day, columns of its 1,440 minutes, computed from the day and the LIVE_BARS minutes before it.
 * Equal to the same minutes of one computation over all of history: to the last bit where a feature has a window, to 1e-9
 * where it is recursive. Where history begins, a feature is NaN until it is defined, a recursive one until it has settled.
 * @param inputs all minutes of the day, and before them what is needed; more on either side is left out.
 * @param day the day's first millisecond, UTC.
 * @throws RangeError as computeFeatures, when `day` is no midnight, when a minute of the day is missing, and when less
 * than LIVE_BARS come before it although history begins earlier.
 */
export function featuresOfDay(
  inputs: FeatureInputs,
  day: number,
  { names = ALL_NAMES, historyBegins = false }: FeaturesOfDayOptions = {},
): FeatureColumns {
  const features = featuresByName(names);
  if (!Number.isInteger(day / DAY_MS))
    throw new RangeError(`a UTC day cannot begin at ${day}: a midnight would be right`);
  const first = inputs.length === 0 ? NaN : (day - inputs.openTime[0]!) / MINUTE_MS;
  const date = new Date(day).toISOString().slice(0, 10);
  if (!(first >= 0 && first + DAY_MINUTES <= inputs.length)) {
    throw new RangeError(`not all minutes of ${date} are among the inputs: ${span(inputs)}`);
  }
  if (first < LIVE_BARS && !historyBegins) {
    throw new RangeError(`${first} minutes come before ${date}: at least ${LIVE_BARS} would be right`);
  }
  const start = Math.max(0, first - LIVE_BARS);
  const whole = computeFeatures(sliceInputs(inputs, start, first + DAY_MINUTES), names);
  return new Map(
    features.map(({ name, warmUp }) => {
      // A copy: some columns are the inputs themselves.
      const column = whole.get(name)!.slice(first - start);
      const isRecursive = warmUp.settled > warmUp.defined;
      return [name, isRecursive ? column.fill(NaN, 0, Math.max(0, warmUp.settled - 1 - (first - start))) : column];
    }),
  );
}

function span({ length, openTime }: FeatureInputs): string {
  if (length === 0) return 'there are none';
  const [from, to] = [openTime[0]!, openTime[length - 1]!].map((time) => new Date(time).toISOString());
  return `they are ${length} from ${from} to ${to}`;
}
