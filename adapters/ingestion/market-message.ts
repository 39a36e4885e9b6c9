import type { LakeTable } from '../lakehouse/tables/all-tables.ts';

/** The Bronze tables that streams are recorded into. */
export const RECORDED_TABLES = [
  'bronze/kline_1m',
  'bronze/agg_trade',
  'bronze/depth20',
  'bronze/mark_price',
] as const satisfies readonly LakeTable[];
export type RecordedTable = (typeof RECORDED_TABLES)[number];

/** Binance's routes of public data: the book on one, the rest on the other. */
export const ROUTES = ['market', 'public'] as const;
export type Route = (typeof ROUTES)[number];

interface StreamKind {
  readonly table: RecordedTable;
  readonly route: Route;
  /** What follows the symbol in the stream's name. */
  readonly suffix: string;
  /** What the table's `event_time` is, see tables/bronze.ts. */
  readonly eventTime: (event: WireEvent) => unknown;
}

/** By the event's own name, `e`. */
const KINDS: Readonly<Record<string, StreamKind>> = {
  kline: {
    table: 'bronze/kline_1m',
    route: 'market',
    suffix: '@kline_1m',
    eventTime: ({ k }) => (k?.i === '1m' ? k.t : undefined),
  },
  aggTrade: { table: 'bronze/agg_trade', route: 'market', suffix: '@aggTrade', eventTime: ({ T }) => T },
  depthUpdate: { table: 'bronze/depth20', route: 'public', suffix: '@depth20@100ms', eventTime: ({ T }) => T },
  markPriceUpdate: { table: 'bronze/mark_price', route: 'market', suffix: '@markPrice@1s', eventTime: ({ E }) => E },
};

/** The fields of Binance's events that are looked at; facts/binance: streams of USD-M futures. */
interface WireEvent {
  readonly e?: unknown;
  readonly E?: unknown;
  readonly s?: unknown;
  readonly T?: unknown;
  readonly a?: unknown;
  readonly k?: { readonly i?: unknown; readonly t?: unknown; readonly x?: unknown };
}

/** What is known of a message; its text stays as it came. */
export interface MarketMessage {
  readonly table: RecordedTable;
  readonly symbol: string;
  /** Name of its stream, e.g. `btcusdt@aggTrade`. */
  readonly stream: string;
  /** What it is about, epoch ms: the table says which field. */
  readonly eventTime: number;
  /** When the exchange sent it (`E`), epoch ms. */
  readonly sentTime: number;
  /** Its place in a row without holes: an aggregate trade's id, or the open time of a candle that is complete. */
  readonly place: number | undefined;
}

/** Address of one connection for a route: `/ws/` and names, so that each message is the bare event. */
export function streamUrl(wsUrl: string, route: Route, symbols: readonly string[]): string {
  const kinds = Object.values(KINDS).filter((kind) => kind.route === route);
  const names = symbols.flatMap((symbol) => kinds.map(({ suffix }) => symbol.toLowerCase() + suffix));
  return `${wsUrl}/${route}/ws/${names.join('/')}`;
}

/**
 * Reads what a message is about. `not-recorded` for an answer of the exchange that is no market data.
 * @throws SyntaxError or RangeError saying what is wrong with the text.
 */
export function readMarketMessage(text: string): MarketMessage | 'not-recorded' {
  const event = JSON.parse(text) as WireEvent | null;
  if (typeof event !== 'object' || event === null) throw new RangeError('it is no JSON object');
  if (event.e === undefined && 'result' in event) return 'not-recorded';
  const kind = typeof event.e === 'string' && Object.hasOwn(KINDS, event.e) ? KINDS[event.e] : undefined;
  if (kind === undefined) throw new RangeError(`its event e is ${JSON.stringify(event.e)}`);
  const { s: symbol, E: sentTime } = event;
  if (typeof symbol !== 'string' || !/^[A-Z0-9_]+$/.test(symbol)) throw new RangeError('its symbol s is no symbol');
  const eventTime = kind.eventTime(event);
  if (!isTime(sentTime) || !isTime(eventTime)) throw new RangeError('a time in it is no time of this century');
  return {
    table: kind.table,
    symbol,
    stream: symbol.toLowerCase() + kind.suffix,
    eventTime,
    sentTime,
    place: placeOf(event, eventTime),
  };
}

function placeOf(event: WireEvent, eventTime: number): number | undefined {
  if (event.e === 'aggTrade') return Number.isSafeInteger(event.a) ? (event.a as number) : undefined;
  return event.e === 'kline' && event.k?.x === true ? eventTime : undefined;
}

const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= EARLIEST && (value as number) < LATEST;
}

/** For a sentence: the beginning of a text that can't be read. */
export function excerptOf(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
