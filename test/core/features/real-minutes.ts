import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Context } from 'mocha';
import type { FeatureInputs } from '../../../core/features/inputs.ts';
import { lacking } from '../../house/toolchain.ts';

const DATA = path.resolve(import.meta.dirname, '../../../../shared/data');
const FUNDING_FILE = path.join(DATA, 'funding/BTCUSDT_funding_8h.csv');

/** Skips the suite or test where the recorded market data isn't there; with CI=true that is a failure. */
export function needRealMinutes(test: Context): void {
  if (!existsSync(FUNDING_FILE)) lacking(test, `recorded market data is not at ${DATA}`);
}

/** All minutes of these months (`2022-05`), which must follow one another, with funding. */
export function realMinutes(...months: string[]): FeatureInputs {
  const rows = months.flatMap((month) => {
    const file = path.join(DATA, `klines_usdm_1m/BTCUSDT-1m-${month}.csv.gz`);
    return gunzipSync(readFileSync(file)).toString('latin1').trim().split('\n');
  });
  const columns = Array.from({ length: 12 }, () => new Float64Array(rows.length));
  rows.forEach((row, i) => row.split(',').forEach((cell, j) => (columns[j]![i] = Number(cell))));
  const [openTime, open, high, low, close, volume, , quoteVolume, trades, takerBuyVolume, takerBuyQuoteVolume] =
    columns as [Float64Array, ...Float64Array[]];
  return {
    length: rows.length,
    openTime,
    open: open!,
    high: high!,
    low: low!,
    close: close!,
    volume: volume!,
    quoteVolume: quoteVolume!,
    trades: trades!,
    takerBuyVolume: takerBuyVolume!,
    takerBuyQuoteVolume: takerBuyQuoteVolume!,
    fundingRate: lastSettledRates(openTime),
  };
}

function lastSettledRates(openTime: Float64Array): Float64Array {
  const settlements = readFileSync(FUNDING_FILE, 'latin1')
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(','));
  let next = 0;
  let rate = NaN;
  return openTime.map((time) => {
    while (next < settlements.length && Number(settlements[next]![1]) < time + 60_000) {
      rate = Number(settlements[next++]![2]);
    }
    return rate;
  });
}
