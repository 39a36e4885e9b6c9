import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { FeatureInputs } from '../../core/features/inputs.ts';

const KLINES = path.resolve(import.meta.dirname, '../../../shared/data/klines_usdm_1m');
/** Columns of Binance's files, in their order; the rest is not read. */
const PLACES = { open: 1, high: 2, low: 3, close: 4, volume: 5, quoteVolume: 7, trades: 8, takerBuyVolume: 9 } as const;
const TAKER_BUY_QUOTE_VOLUME = 10;
const FUNDING_MINUTES = 480;

/** The recorded minutes beside the checkout, all files in order. @throws Error when there are none. */
export function recordedMinutes(): FeatureInputs {
  const files = readdirSync(KLINES)
    .filter((name) => name.endsWith('.csv.gz'))
    .sort();
  const rows = files.flatMap((name) =>
    gunzipSync(readFileSync(path.join(KLINES, name)))
      .toString('latin1')
      .trim()
      .split('\n'),
  );
  const columns = Array.from({ length: TAKER_BUY_QUOTE_VOLUME + 1 }, () => new Float64Array(rows.length));
  rows.forEach((row, i) => {
    const cells = row.split(',');
    columns.forEach((column, place) => (column[i] = Number(cells[place])));
  });
  const at = (place: number): Float64Array => columns[place]!;
  return {
    length: rows.length,
    openTime: at(0),
    open: at(PLACES.open),
    high: at(PLACES.high),
    low: at(PLACES.low),
    close: at(PLACES.close),
    volume: at(PLACES.volume),
    quoteVolume: at(PLACES.quoteVolume),
    trades: at(PLACES.trades),
    takerBuyVolume: at(PLACES.takerBuyVolume),
    takerBuyQuoteVolume: at(TAKER_BUY_QUOTE_VOLUME),
    // A rate of its own for each eight hours: the time doesn't depend on what it is.
    fundingRate: at(0).map((_, i) => ((Math.floor(i / FUNDING_MINUTES) % 7) - 2) / 1e4),
  };
}

/** The minutes again and again until there are `length`, with open times that go on. */
export function repeated(minutes: FeatureInputs, length: number): FeatureInputs {
  const again = (column: Float64Array): Float64Array => {
    const out = new Float64Array(length);
    for (let i = 0; i < length; i += column.length) out.set(column.subarray(0, Math.min(column.length, length - i)), i);
    return out;
  };
  const start = minutes.openTime[0]!;
  return {
    length,
    openTime: Float64Array.from({ length }, (_, i) => start + i * 60_000),
    open: again(minutes.open),
    high: again(minutes.high),
    low: again(minutes.low),
    close: again(minutes.close),
    volume: again(minutes.volume),
    quoteVolume: again(minutes.quoteVolume),
    trades: again(minutes.trades),
    takerBuyVolume: again(minutes.takerBuyVolume),
    takerBuyQuoteVolume: again(minutes.takerBuyQuoteVolume),
    fundingRate: again(minutes.fundingRate),
  };
}
