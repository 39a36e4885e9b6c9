import { MINUTE_MS, type Bar } from '../../../core/market/bar.ts';
import { WireObject, wireList, wrongShape } from './wire-object.ts';

/** The columns of a REST kline that a bar is made of; 11 is unused by Binance. */
const COLUMNS = [
  'openTime',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'closeTime',
  'quoteVolume',
  'trades',
  'takerBuyVolume',
  'takerBuyQuoteVolume',
] as const;

/** The rows of GET /fapi/v1/klines, as they came: the last one may be the open candle. */
export function readKlineRows(answer: unknown, where: string): Bar[] {
  return wireList(answer, where, readKlineRow);
}

function readKlineRow(row: unknown, where: string): Bar {
  if (!Array.isArray(row) || row.length < COLUMNS.length) throw wrongShape(where, 'a list of 12 columns', row);
  const named = Object.fromEntries(COLUMNS.map((name, index) => [name, row[index] as unknown]));
  return readBar(new WireObject(named, where), COLUMN_FIELDS);
}

const COLUMN_FIELDS: Readonly<Record<keyof Bar, string>> = {
  openTime: 'openTime',
  open: 'open',
  high: 'high',
  low: 'low',
  close: 'close',
  volume: 'volume',
  quoteVolume: 'quoteVolume',
  trades: 'trades',
  takerBuyVolume: 'takerBuyVolume',
  takerBuyQuoteVolume: 'takerBuyQuoteVolume',
};

export interface KlineEvent {
  readonly bar: Bar;
  readonly symbol: string;
  readonly interval: string;
  /** Whether Binance says that the bar is complete (`x`). */
  readonly complete: boolean;
  readonly eventTime: number;
}

/** A message of the `@kline_…` stream. */
export function readKlineEvent(message: unknown, where: string): KlineEvent {
  const event = new WireObject(message, where);
  const kline = event.object('k');
  return {
    bar: readBar(kline, STREAM_FIELDS),
    symbol: event.text('s'),
    interval: kline.text('i'),
    complete: kline.flag('x'),
    eventTime: event.integer('E'),
  };
}

const STREAM_FIELDS: Readonly<Record<keyof Bar, string>> = {
  openTime: 't',
  open: 'o',
  high: 'h',
  low: 'l',
  close: 'c',
  volume: 'v',
  quoteVolume: 'q',
  trades: 'n',
  takerBuyVolume: 'V',
  takerBuyQuoteVolume: 'Q',
};

function readBar(kline: WireObject, names: Readonly<Record<keyof Bar, string>>): Bar {
  return {
    openTime: kline.integer(names.openTime),
    open: kline.float(names.open),
    high: kline.float(names.high),
    low: kline.float(names.low),
    close: kline.float(names.close),
    volume: kline.float(names.volume),
    quoteVolume: kline.float(names.quoteVolume),
    trades: kline.integer(names.trades),
    takerBuyVolume: kline.float(names.takerBuyVolume),
    takerBuyQuoteVolume: kline.float(names.takerBuyQuoteVolume),
  };
}

/**
 * The complete ones of ascending rows of one answer. A row is complete when a later row exists, or when its minute
 * ended before `marketTime`, a reading of the exchange's market clock taken before the rows were asked for. (Read
 * afterwards it could be a minute further than the rows.) Our own clock has no say: a paper market runs at its own
 * speed, and a paused one has no open candle at all.
 */
export function completeRows(rows: readonly Bar[], marketTime: number): Bar[] {
  return rows.filter((row, index) => index < rows.length - 1 || row.openTime + MINUTE_MS <= marketTime);
}
