import { MINUTE_MS } from '../../core/market/bar.ts';
import type { Bar } from '../../core/market/bar.ts';

/** The columns of a Binance Vision kline file; of futures files the header, of spot files the order. */
export const KLINE_COLUMNS = [
  'open_time',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'close_time',
  'quote_volume',
  'count',
  'taker_buy_volume',
  'taker_buy_quote_volume',
  'ignore',
] as const;

/** Unit of a file's times: futures and old spot files have milliseconds, spot files from 2025 microseconds. */
export type TimeUnit = 'milliseconds' | 'microseconds';

const NUMBER = /^\d+(\.\d+)?([eE][-+]?\d+)?$/;
/** 2001 to 2286 in milliseconds, 13 digits. */
const LEAST_MS = 1e12;
const MOST_MS = 1e13;

/** True for the header line that newer files begin with. @throws RangeError for a header of other columns. */
export function isHeader(cells: readonly string[]): boolean {
  if (cells[0] === undefined || !/^[A-Za-z]/.test(cells[0].trim())) return false;
  const names = cells.map((cell) => cell.trim().toLowerCase());
  if (KLINE_COLUMNS.every((name, i) => name === names[i]) && names.length === KLINE_COLUMNS.length) return true;
  throw new RangeError(`the header is "${cells.join(',')}"; it should be "${KLINE_COLUMNS.join(',')}", or none`);
}

/** @throws RangeError when the first open time of a file is in neither unit. */
export function timeUnitOf(cells: readonly string[]): TimeUnit {
  const time = numberIn(cells, 0);
  if (time >= LEAST_MS && time < MOST_MS) return 'milliseconds';
  if (time >= LEAST_MS * 1000 && time < MOST_MS * 1000) return 'microseconds';
  throw new RangeError(
    `open_time ${cells[0]} is neither milliseconds (13 digits) nor microseconds (16 digits) since 1970`,
  );
}

/**
 * One row as a bar.
 * @throws RangeError with a sentence when the row isn't a 1-minute kline of Binance's.
 */
export function parseKlineRow(cells: readonly string[], unit: TimeUnit): Bar {
  const bar = {
    openTime: minuteIn(cells, unit),
    open: numberIn(cells, 1),
    high: numberIn(cells, 2),
    low: numberIn(cells, 3),
    close: numberIn(cells, 4),
    volume: numberIn(cells, 5),
    quoteVolume: numberIn(cells, 7),
    trades: numberIn(cells, 8),
    takerBuyVolume: numberIn(cells, 9),
    takerBuyQuoteVolume: numberIn(cells, 10),
  };
  const wrong = whatIsWrong(bar);
  if (wrong !== undefined) throw new RangeError(wrong);
  return bar;
}

function whatIsWrong(bar: Bar): string | undefined {
  const { open, high, low, close, volume, trades, takerBuyVolume } = bar;
  if (low <= 0) return `the low ${low} is not a price; prices are above 0`;
  if (high < low) return `the high ${high} is below the low ${low}`;
  if (open < low || open > high) return `the open ${open} is outside low ${low} to high ${high}`;
  if (close < low || close > high) return `the close ${close} is outside low ${low} to high ${high}`;
  if (!Number.isInteger(trades)) return `the count of trades ${trades} is not a whole number`;
  if (takerBuyVolume > volume) return `taker_buy_volume ${takerBuyVolume} is more than the volume ${volume}`;
  if (bar.takerBuyQuoteVolume > bar.quoteVolume) {
    return `taker_buy_quote_volume ${bar.takerBuyQuoteVolume} is more than the quote_volume ${bar.quoteVolume}`;
  }
  return undefined;
}

/** Open time in ms; the row must also close one minute later, less one unit. */
function minuteIn(cells: readonly string[], unit: TimeUnit): number {
  if (cells.length !== KLINE_COLUMNS.length) {
    throw new RangeError(`${cells.length} columns; a kline has ${KLINE_COLUMNS.length}: ${KLINE_COLUMNS.join(',')}`);
  }
  const perMs = unit === 'milliseconds' ? 1 : 1000;
  const open = numberIn(cells, 0);
  const openTime = open / perMs;
  if (openTime < LEAST_MS || openTime >= MOST_MS) {
    throw new RangeError(`open_time ${cells[0]} is not in ${unit}, as the file's first row is`);
  }
  if (openTime % MINUTE_MS !== 0) {
    const text = new Date(openTime).toISOString();
    throw new RangeError(`open_time ${cells[0]} (${text}) is not the beginning of a minute`);
  }
  const close = open + MINUTE_MS * perMs - 1;
  if (numberIn(cells, 6) !== close) {
    throw new RangeError(`close_time ${cells[6]} should be ${close}: only klines of 1 minute can be read`);
  }
  return openTime;
}

function numberIn(cells: readonly string[], column: number): number {
  const text = cells[column] ?? '';
  const value = NUMBER.test(text) ? Number(text) : NaN;
  if (Number.isFinite(value)) return value;
  throw new RangeError(`${KLINE_COLUMNS[column]} "${text}" is not a number of 0 or more, such as 46210.57`);
}
