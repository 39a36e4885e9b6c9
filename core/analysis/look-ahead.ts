import type { FeatureInputs } from '../features/inputs.ts';
import { sliceInputs } from '../features/slice.ts';
import { FUTURE_CHANGES, withChangedFuture } from './changed-future.ts';
import type { FutureChange } from './changed-future.ts';

/** Named values by row, NaN or undefined where there is none: features, predictions, decisions as text. */
export type MinuteSeries = ReadonlyMap<string, ArrayLike<unknown>>;

/** A value that knew what comes after its minute. */
export interface Leak {
  readonly name: string;
  /** Open time of the minute whose value changed, epoch ms. */
  readonly openTime: number;
  /** How far ahead it looks at least: minutes from it to the first one that was changed. */
  readonly minutesAhead: number;
  readonly change: FutureChange;
  readonly honest: unknown;
  readonly changed: unknown;
}

export interface LookAheadReport {
  /** By name, in the order of the series; of each the leak that looks farthest ahead. */
  readonly leaks: readonly Leak[];
  readonly names: readonly string[];
  /** Minutes after which the future was changed, epoch ms. */
  readonly cuts: readonly number[];
}

export interface LookAheadOptions {
  /** Rows after which the future is changed. */
  readonly cuts: readonly number[];
  /** Minutes that are computed before and after a cut. */
  readonly before: number;
  readonly after: number;
}

/**
 * Look-ahead analysis: computes the series on honest minutes and on minutes with another future, and names all whose value
 * up to the cut is not the same to the last bit. Several cuts, because a leak may show only now and then.
 * @param seriesOf the values at least up to row `last`, on minutes that go on beyond it or end there.
 * @throws RangeError for a cut outside the inputs.
 */
export function analyseLookAhead(
  inputs: FeatureInputs,
  seriesOf: (inputs: FeatureInputs, last: number) => MinuteSeries,
  { cuts, before, after }: LookAheadOptions,
): LookAheadReport {
  const farthest = new Map<string, Leak>();
  const names = new Set<string>();
  for (const cut of cuts) {
    refuseCut(cut, inputs);
    const first = Math.max(0, cut + 1 - before);
    const part = sliceInputs(inputs, first, cut + 1 + after);
    const last = cut - first;
    const honest = copied(seriesOf(part, last));
    for (const name of honest.keys()) names.add(name);
    for (const change of FUTURE_CHANGES) {
      const changed = seriesOf(withChangedFuture(part, last, change), last);
      for (const leak of leaksBetween(honest, changed, part.openTime, last)) {
        if (leak.minutesAhead > (farthest.get(leak.name)?.minutesAhead ?? 0)) {
          farthest.set(leak.name, { ...leak, change });
        }
      }
    }
  }
  return {
    names: [...names],
    leaks: [...names].flatMap((name) => farthest.get(name) ?? []),
    cuts: cuts.map((cut) => inputs.openTime[cut]!),
  };
}

/** Of each name the first row up to `last` whose value differs. */
function* leaksBetween(
  honest: MinuteSeries,
  changed: MinuteSeries,
  openTime: Float64Array,
  last: number,
): Generator<Omit<Leak, 'change'>> {
  for (const [name, values] of honest) {
    const others = changed.get(name);
    for (let row = 0; row <= last; row++) {
      if (Object.is(values[row], others?.[row])) continue;
      yield {
        name,
        openTime: openTime[row]!,
        minutesAhead: last + 1 - row,
        honest: values[row],
        changed: others?.[row],
      };
      break;
    }
  }
}

/** Columns may be overwritten by the next computation. */
function copied(series: MinuteSeries): MinuteSeries {
  return new Map([...series].map(([name, values]) => [name, Array.from(values)]));
}

function refuseCut(cut: number, { length }: FeatureInputs): void {
  if (Number.isInteger(cut) && cut >= 0 && cut < length - 1) return;
  throw new RangeError(`the future after row ${cut} of ${length}: a row from 0 to ${length - 2} would be right`);
}

/** So many rows spread evenly over [from, to): the first and the last are among them. */
export function spreadRows(from: number, to: number, count: number): number[] {
  const rows = Array.from({ length: count }, (_, i) =>
    Math.round(from + ((to - 1 - from) * i) / Math.max(1, count - 1)),
  );
  return [...new Set(rows)];
}
