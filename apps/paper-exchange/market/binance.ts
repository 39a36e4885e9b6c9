import { checkedEndpoints, exchangeEndpoints } from '../../../adapters/binance/endpoints.ts';
import { readMarkPriceEvent } from '../../../adapters/binance/wire/mark-price.ts';
import { readDepthEvent } from '../../../adapters/binance/wire/order-book.ts';
import type { Bar } from '../../../core/market/bar.ts';
import type { FundingRate } from '../../../core/market/funding.ts';
import { BTCUSDT_SPEC } from '../../../core/matching/binance-specs.ts';
import type { SymbolSpec } from '../../../core/matching/engine-contract.ts';
import { money } from '../../../core/money/decimal.ts';
import { decimalsOfStep } from '../../../core/money/rounding.ts';
import { ShortCache } from './short-cache.ts';
import type { LiveMarket, LiveMarketHandlers } from './source.ts';
import { UpstreamRest } from './upstream-rest.ts';
import { UpstreamStream } from './upstream-stream.ts';
import { readAggregateTrade, TradeSequence } from './upstream-trades.ts';

export interface BinanceMarketOptions {
  /**
   * The symbol, and what Binance tells only to keys: fees and brackets. The filters are replaced by the upstream's. Default
   * BTCUSDT's.
   */
  readonly spec?: SymbolSpec;
  /** Roots of REST and WebSocket; default Binance's own. Give both or none. */
  readonly restUrl?: string;
  readonly wsUrl?: string;
  /** How long the first connection may take. Default 15 s. */
  readonly startTimeoutMs?: number;
  /** Told in a sentence when a connection breaks and comes back. */
  readonly log?: (line: string) => void;
  /** See UpstreamStreamOptions; for tests. */
  readonly silenceMs?: number;
  readonly firstRetryMs?: number;
}

/** Klines change with every trade, settlements every 8 hours. */
const KLINES_FRESH_MS = 1000;
const FUNDING_FRESH_MS = 10_000;

/** Which stream lives under which routed path. */
const ROUTES = [
  { path: '/market/stream', topics: ['kline_1m', 'aggTrade', 'markPrice@1s'] },
  { path: '/public/stream', topics: ['depth20@100ms', 'bookTicker'] },
] as const;

/**
 * Binance's live public data for paper execution, by REST and the routed WebSocket paths. Never holds a key: nothing can be
 * traded through it.
 * @throws RangeError for a bad URL; ExchangeError when Binance can't be reached or doesn't list the symbol.
 */
export async function createBinanceMarket(options: BinanceMarketOptions): Promise<LiveMarket> {
  const endpoints = checkedEndpoints(endpointsOf(options));
  const known = options.spec ?? BTCUSDT_SPEC;
  const { symbol } = known.filters;
  const rest = new UpstreamRest(endpoints, symbol);
  const spec = { ...known, filters: await rest.filters() };
  const klines = new ShortCache<Bar[]>(KLINES_FRESH_MS);
  const funding = new ShortCache<FundingRate[]>(FUNDING_FRESH_MS);
  let session: Session | undefined;

  const stop = async (): Promise<void> => {
    const open = session;
    session = undefined;
    await open?.close();
  };
  return {
    kind: 'binance',
    symbol,
    spec,
    priceDecimals: decimalsOfStep(money(spec.filters.tickSize)),
    stop,
    async start(handlers) {
      if (session) throw new Error('the live market has been started already');
      try {
        await new Promise<void>((resolve, reject) => {
          const patience = options.startTimeoutMs ?? 15_000;
          const reason = `${endpoints.wsUrl}: no live market data within ${patience} ms; check the network and the address`;
          const timer = setTimeout(() => reject(new Error(reason)), patience);
          // A process that is told to stop meanwhile needn't wait for it.
          timer.unref();
          session = openSession(endpoints.wsUrl, symbol, rest, options, handlers, () => {
            clearTimeout(timer);
            resolve();
          });
        });
      } catch (error) {
        await stop();
        throw error;
      }
    },
    klines: (from, to, limit) => klines.get(`${from} ${to} ${limit}`, () => rest.klines(from, to, limit)),
    fundingRates: (from, to) => funding.get(`${from} ${to}`, () => rest.fundingRates(from, to)),
  };
}

function endpointsOf({ restUrl, wsUrl }: BinanceMarketOptions): { restUrl: string; wsUrl: string } {
  if (restUrl !== undefined && wsUrl !== undefined) return { restUrl, wsUrl };
  if (restUrl === undefined && wsUrl === undefined) return exchangeEndpoints('live');
  throw new RangeError(
    'restUrl and wsUrl belong together: give both or none, or prices of two exchanges would be mixed',
  );
}

/** What runs from a start to a stop. */
interface Session {
  /** Nothing is told after this call; resolves when the connections are gone. */
  close(): Promise<void>;
}

/** @param onAllConnected called once, when every stream has been connected. */
function openSession(
  wsUrl: string,
  symbol: string,
  rest: UpstreamRest,
  options: BinanceMarketOptions,
  handlers: LiveMarketHandlers,
  onAllConnected: () => void,
): Session {
  const { silenceMs, firstRetryMs, log = (): void => undefined } = options;
  const trades = new TradeSequence(
    (fromId) => rest.trades(fromId),
    (trade) => handlers.onTrade(trade.price, trade.time),
    (reason) => log(`missed trades could not be fetched: ${reason}`),
  );
  const onMessage = (stream: string, data: unknown): void => {
    handlers.onMessage(stream, data);
    try {
      reduce(stream.slice(stream.indexOf('@') + 1), data, trades, handlers);
    } catch (error) {
      log(`${stream}: ${(error as Error).message}`);
    }
  };
  let connected = 0;
  const streams = ROUTES.map(({ path, topics }) => {
    const url = `${wsUrl}${path}?streams=${topics.map((topic) => `${symbol.toLowerCase()}@${topic}`).join('/')}`;
    const onConnected = (again: boolean): void => {
      log(`${url}: connected${again ? ' again' : ''}`);
      if (again) trades.interrupted();
      else if (++connected === ROUTES.length) onAllConnected();
    };
    const stream = new UpstreamStream({
      url,
      onMessage,
      onConnected,
      log,
      ...(silenceMs === undefined ? {} : { silenceMs }),
      ...(firstRetryMs === undefined ? {} : { firstRetryMs }),
    });
    stream.open();
    return stream;
  });
  return {
    async close() {
      trades.end();
      await Promise.all(streams.map((stream) => stream.close()));
    },
  };
}

/** What the engine needs of a message. @throws ExchangeError naming a field that isn't as Binance documents it. */
function reduce(topic: string, data: unknown, trades: TradeSequence, handlers: LiveMarketHandlers): void {
  if (topic === 'aggTrade') {
    trades.next(readAggregateTrade(data, topic));
  } else if (topic === 'depth20@100ms') {
    const { bids, asks, time } = readDepthEvent(data, topic);
    handlers.onBook({ bids, asks }, time);
  } else if (topic === 'markPrice@1s') {
    const mark = readMarkPriceEvent(data, topic);
    handlers.onMark(mark.markPrice, mark.indexPrice, mark.fundingRate, mark.nextFundingTime, mark.time);
  }
}
