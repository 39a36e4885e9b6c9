import type { MarketData, TradingAccount } from '../exchange/port.ts';
import type { RawHistory } from '../exchange/raw-history.ts';
import type { MarketHistory } from '../ingestion/market-history.ts';
import type { FeedHandlers, MarketFeed, UserStream, UserStreamHandlers } from '../market-feed/port.ts';
import { createAgent, createRestClient, type Credentials } from './client-factory.ts';
import { checkedEndpoints, type Endpoints } from './endpoints.ts';
import { ExchangeCalls } from './exchange-calls.ts';
import { BinanceMarketData } from './market-data.ts';
import { BinanceMarketHistory } from './market-history.ts';
import { BinanceMarketFeed } from './market-feed.ts';
import { RateBudget } from './rate-budget.ts';
import { BinanceRawHistory } from './raw-history.ts';
import { Redactor } from './redaction.ts';
import { TimeSync } from './time-sync.ts';
import { BinanceTradingAccount } from './trading-account.ts';
import { BinanceUserStream } from './user-stream.ts';
import { WireObject } from './wire/wire-object.ts';

export interface BinanceExchangeOptions {
  readonly endpoints: Endpoints;
  /** Needed for `account` and `userStream`; without it only public data can be had. */
  readonly credentials?: Credentials;
  /** How long the answer to an account or order call may take, ms; 2,000 by default. */
  readonly timeoutMs?: number;
  /** The same for public data, whose answers are larger; 10,000 by default. */
  readonly publicTimeoutMs?: number;
  /** 2,000 to 5,000 ms; 3,000 by default. A signed request that arrives later than this is refused, not executed. */
  readonly recvWindowMs?: number;
  /** What went wrong without anybody having asked; one redacted line each. Silent by default. */
  readonly log?: (line: string) => void;
}

/** Everything of one Binance USD-M environment, made from one Endpoints: clients, budget and clock are shared. */
export interface BinanceExchange {
  readonly marketData: MarketData;
  /** Rows of recorded data as received, for the lakehouse. */
  readonly rawHistory: RawHistory;
  readonly account: TradingAccount;
  /** The same public data as text, for Bronze. */
  readonly history: MarketHistory;
  /** Not started yet; stop it yourself. */
  feed(symbol: string, handlers: FeedHandlers): MarketFeed;
  userStream(handlers: UserStreamHandlers): UserStream;
  /**
   * Measures the clock, and keeps measuring it, and learns the rate limits. Throws ExchangeError when the exchange
   * can't be reached; the calls work without it, by live limits and a clock measured at the first signed one.
   */
  start(): Promise<void>;
  /** Ends timers and open sockets. */
  close(): void;
}

/** Connects nothing yet. Throws RangeError naming a bad option. */
export function createBinanceExchange(options: BinanceExchangeOptions): BinanceExchange {
  const endpoints = checkedEndpoints(options.endpoints);
  const log = options.log ?? (() => undefined);
  const { credentials } = options;
  const redactor = new Redactor(credentials ? [credentials.apiKey, credentials.apiSecret] : []);
  const agent = createAgent(endpoints);
  const budget = new RateBudget({ now: () => timeSync.serverNow() });
  const clientOf = (timeoutMs: number, keys?: Credentials) =>
    createRestClient({
      endpoints,
      ...(keys ? { credentials: keys } : {}),
      timeoutMs,
      agent,
      onHeaders: (headers) => budget.observe(headers),
    });
  const publicClient = clientOf(options.publicTimeoutMs ?? 10_000);
  const accountClient = clientOf(options.timeoutMs ?? 2_000, credentials);
  const timeSync: TimeSync = new TimeSync({
    serverTime: () => readServerTime(quickCalls),
    onOffset: (offsetMs) => accountClient.setTimeOffset(offsetMs),
    onFailure: (reason) => log(redactor.clean(`time sync: ${String(reason)}`)),
  });
  const shared = { budget, timeSync, redactor, recvWindowMs: checkedRecvWindow(options.recvWindowMs ?? 3_000) };
  const publicCalls = new ExchangeCalls({ client: publicClient, ...shared });
  const quickCalls = new ExchangeCalls({ client: accountClient, keyless: credentials === undefined, ...shared });
  const marketData = new BinanceMarketData(publicCalls, budget);
  return {
    marketData,
    rawHistory: new BinanceRawHistory(publicCalls),
    account: new BinanceTradingAccount(quickCalls),
    history: new BinanceMarketHistory(publicCalls),
    feed: (symbol, handlers) => new BinanceMarketFeed({ endpoints, symbol, marketData, handlers, redactor, log }),
    userStream: (handlers) => new BinanceUserStream({ endpoints, calls: quickCalls, handlers, redactor, log }),
    start: async () => {
      timeSync.start();
      await Promise.all([timeSync.sync(), marketData.learnLimits()]);
    },
    close: () => {
      timeSync.stop();
      agent.destroy();
    },
  };
}

async function readServerTime(calls: ExchangeCalls): Promise<number> {
  const path = 'fapi/v1/time';
  const answer = await calls.send({ method: 'GET', path, signed: false, cost: { weight: 1 }, urgency: 'protective' });
  return new WireObject(answer, `GET /${path}`).integer('serverTime');
}

function checkedRecvWindow(ms: number): number {
  if (Number.isInteger(ms) && ms >= 2_000 && ms <= 5_000) return ms;
  throw new RangeError(`recvWindowMs ${ms} is not a whole number of milliseconds from 2000 to 5000`);
}
