import { computeFeatures, LIVE_BARS } from '../../../core/features/compute.ts';
import type { FeatureInputs } from '../../../core/features/inputs.ts';
import { FEATURES } from '../../../core/features/registry.ts';
import { createFeatureWorkspace } from '../../../core/features/workspace.ts';
import { DAY_MS, MINUTE_MS } from '../../../core/market/bar.ts';
import { startOfDate } from '../../../core/pipeline/data-interval.ts';
import type { UtcDate } from '../../../core/pipeline/data-interval.ts';
import type { SilverMinutes } from './silver-minutes.ts';

export const MINUTES_OF_DAY = DAY_MS / MINUTE_MS;
/** Days before a day that its context of LIVE_BARS minutes reaches into. */
export const CONTEXT_DAYS = Math.ceil(LIVE_BARS / MINUTES_OF_DAY);

const NAMES = FEATURES.map((feature) => feature.name);

/** Features of days, a row a minute, day after day: a column for each feature, NaN where it is not defined. */
export interface FeatureRows {
  readonly columns: Readonly<Record<string, Float64Array>>;
  /** By day: minutes of context that there were. */
  readonly contextMinutes: readonly number[];
}

/**
 * Features of each day, from the day and at most LIVE_BARS minutes before it, so that a day's numbers are the same to the
 * last bit whether it is built alone or among others.
 *
 * A missing minute counts as a flat one at the close before it, without volume; its own row is NaN. The context begins
 * with its first minute that isn't missing. The funding rate of a minute is the last one settled before its close, on the
 * day itself or the CONTEXT_DAYS before it.
 *
 * @param minutes of consecutive days which hold `dates` and the days of their context that silver has.
 */
export function featureRows(minutes: SilverMinutes, dates: readonly UtcDate[], onDay: () => void): FeatureRows {
  const columns = NAMES.map(() => new Float64Array(dates.length * MINUTES_OF_DAY).fill(NaN));
  const workspace = createFeatureWorkspace();
  const contextMinutes = dates.map((date, day) => {
    onDay();
    const inputs = inputsOf(minutes, date);
    if (!inputs) return 0;
    const values = computeFeatures(inputs.inputs, NAMES, workspace);
    const context = inputs.dayStart;
    const missing = inputs.missing;
    NAMES.forEach((name, index) => {
      const target = columns[index] ?? new Float64Array();
      const source = values.get(name) ?? new Float64Array();
      // Negative when the day itself begins with missing minutes and there is nothing before it.
      for (let row = Math.max(0, -context); row < MINUTES_OF_DAY; row += 1) {
        if (!missing[row]) target[day * MINUTES_OF_DAY + row] = source[context + row] ?? NaN;
      }
    });
    return Math.max(0, context);
  });
  return {
    columns: Object.fromEntries(NAMES.map((name, index) => [name, columns[index] ?? new Float64Array()])),
    contextMinutes,
  };
}

/** The row from which the features of the day that begins at `dayRow` are computed; undefined when none of them is known. */
export function contextStart({ close }: SilverMinutes, dayRow: number): number | undefined {
  const end = dayRow + MINUTES_OF_DAY;
  let from = Math.max(0, dayRow - LIVE_BARS);
  while (from < end && Number.isNaN(close[from])) from += 1;
  return from === end ? undefined : from;
}

interface DayInputs {
  readonly inputs: FeatureInputs;
  /** Row of the inputs at which the day begins. */
  readonly dayStart: number;
  /** By minute of the day. */
  readonly missing: readonly boolean[];
}

/** Undefined when no minute of the day or its context is known. */
function inputsOf(minutes: SilverMinutes, date: UtcDate): DayInputs | undefined {
  const dayTime = startOfDate(date);
  const dayRow = (dayTime - (minutes.openTime[0] ?? NaN)) / MINUTE_MS;
  const end = dayRow + MINUTES_OF_DAY;
  const from = contextStart(minutes, dayRow);
  if (from === undefined) return undefined;
  const missing = Array.from({ length: MINUTES_OF_DAY }, (_, row) => Number.isNaN(minutes.close[dayRow + row]));
  const cut = (column: Float64Array): Float64Array => column.subarray(from, end);
  const inputs = {
    length: end - from,
    openTime: cut(minutes.openTime),
    open: cut(minutes.open),
    high: cut(minutes.high),
    low: cut(minutes.low),
    close: cut(minutes.close),
    volume: cut(minutes.volume),
    quoteVolume: cut(minutes.quoteVolume),
    trades: cut(minutes.trades),
    takerBuyVolume: cut(minutes.takerBuyVolume),
    takerBuyQuoteVolume: cut(minutes.takerBuyQuoteVolume),
    fundingRate: lastRates(minutes, from, end, dayTime - CONTEXT_DAYS * DAY_MS),
    book: {
      spreadBps: cut(minutes.spreadBps),
      imbalance1: cut(minutes.imbalance1),
      imbalance5: cut(minutes.imbalance5),
      imbalance20: cut(minutes.imbalance20),
    },
  };
  return { inputs: flatWhereMissing(inputs), dayStart: dayRow - from, missing };
}

function lastRates({ openTime, funding }: SilverMinutes, from: number, end: number, since: number): Float64Array {
  const rates = new Float64Array(end - from);
  let next = funding.findIndex(({ time }) => time >= since);
  if (next === -1) next = funding.length;
  let rate = NaN;
  for (let row = from; row < end; row += 1) {
    const close = (openTime[row] ?? NaN) + MINUTE_MS;
    for (let settled = funding[next]; settled && settled.time < close; settled = funding[next]) {
      rate = settled.rate;
      next += 1;
    }
    rates[row - from] = rate;
  }
  return rates;
}

/** The first minute is not missing. Columns are copied only when there is something to fill. */
function flatWhereMissing(inputs: FeatureInputs): FeatureInputs {
  if (!inputs.close.some((price) => Number.isNaN(price))) return inputs;
  const { open, high, low, close, volume, quoteVolume, trades, takerBuyVolume, takerBuyQuoteVolume } = inputs;
  const prices = { open, high, low, close };
  const amounts = { volume, quoteVolume, trades, takerBuyVolume, takerBuyQuoteVolume };
  const copies = Object.fromEntries(
    Object.entries({ ...prices, ...amounts }).map(([name, column]) => [name, column.slice()]),
  ) as Record<keyof typeof prices | keyof typeof amounts, Float64Array>;
  for (let row = 1; row < inputs.length; row += 1) {
    if (!Number.isNaN(copies.close[row])) continue;
    const before = copies.close[row - 1] ?? NaN;
    for (const name of ['open', 'high', 'low', 'close'] as const) copies[name][row] = before;
    for (const name of ['volume', 'quoteVolume', 'trades', 'takerBuyVolume', 'takerBuyQuoteVolume'] as const) {
      copies[name][row] = 0;
    }
  }
  return { ...inputs, ...copies };
}
