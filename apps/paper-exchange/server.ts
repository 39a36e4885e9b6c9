import type { AddressInfo } from 'node:net';
import { CancelCountdowns } from './cancel-countdowns.ts';
import type { Exchange } from './exchange.ts';
import type { Services } from './http/endpoint.ts';
import { BINANCE_LIMITS, RateLimiter } from './http/rate-limits.ts';
import type { RateLimits } from './http/rate-limits.ts';
import { createRestServer } from './http/rest-server.ts';
import type { ApiKey } from './http/signing.ts';
import type { LiveMarket, MinuteMarket } from './market/source.ts';
import type { MarketDriver } from './market-driver/driver.ts';
import { LiveDriver } from './market-driver/live.ts';
import { LockstepDriver } from './market-driver/lockstep.ts';
import { RealtimeDriver } from './market-driver/realtime.ts';
import { openOnLiveMarket, openOnMinuteMarkets } from './open-exchange.ts';
import { ALL_ENDPOINTS } from './routes/all-endpoints.ts';
import { StreamHub } from './streams/hub.ts';
import { ListenKeys } from './streams/listen-keys.ts';
import { MarketPublisher } from './streams/market-publisher.ts';
import { SocketServer } from './streams/socket-server.ts';
import { UserStreams } from './streams/user-streams.ts';
import { WebSocketApi } from './streams/websocket-api.ts';

/** The key pair of the paper account unless another is configured. Not a secret: nothing real is behind it. */
export const DEFAULT_API_KEY: ApiKey = { key: 'paper', secret: 'paper-secret' };

/**
 * Up to this speed Binance's own limits hold; beyond it they grow with the market's speed. A minute with an entry and its
 * looks costs a strategy some 60 of weight: at 60x that would be more than the limit, and the strategy blind for the rest
 * of each wall minute.
 */
const SPEED_WITHIN_LIMITS = 10;

export interface PaperExchangeOptions {
  /** One or more markets on the same clock, or one live market. */
  readonly markets: readonly MinuteMarket[] | LiveMarket;
  /** Market seconds a wall second, or 'max': lock step with the strategy. A live market has its own. */
  readonly speed: number | 'max';
  /** Folder of the account's state; made if it isn't there. */
  readonly dataDir: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Quote booked when the folder is new. Default "10000". */
  readonly deposit?: string;
  readonly seed?: number;
  /** Open time (epoch ms) of the last minute that may happen; not for a live market. Default: none. */
  readonly holdAfter?: number;
  readonly apiKey?: ApiKey;
  /** Default: Binance's, adapted to the speed. */
  readonly limits?: RateLimits;
  /** Wall clock, for tests of windows and signatures. */
  readonly wallNow?: () => number;
  /** Told of errors that are the exchange's own; default: standard error. */
  readonly report?: (error: unknown) => void;
  /** Milliseconds between the WebSocket server's pings. */
  readonly pingEveryMs?: number;
}

export interface RunningPaperExchange {
  /** e.g. http://127.0.0.1:8080 */
  readonly url: string;
  /** e.g. ws://127.0.0.1:8080 */
  readonly wsUrl: string;
  readonly exchange: Exchange;
  /** Its streams: what is published here goes out on its sockets, e.g. a recording of another symbol. */
  readonly hub: StreamHub;
  /** Writes the state and ends every connection. */
  stop(): Promise<void>;
}

/** Starts a paper exchange. Throws `StateError` when its folder can't be used, and when the port is taken. */
export async function startPaperExchange(options: PaperExchangeOptions): Promise<RunningPaperExchange> {
  const wallNow = options.wallNow ?? Date.now;
  const report = options.report ?? ((error: unknown) => console.error('paper exchange:', error));
  const hub = new StreamHub();
  const { exchange, driver } = openMarket(options, hub, report);
  const listenKeys = new ListenKeys(exchange, wallNow);
  const users = new UserStreams(exchange, listenKeys, wallNow);
  exchange.attach(driver, users);
  const countdowns = new CancelCountdowns(exchange);
  const limiter = new RateLimiter(options.limits ?? limitsAt(options), wallNow);
  const services: Services = {
    exchange,
    listenKeys,
    countdowns,
    limits: limiter.limits,
    speed: isLive(options.markets) ? 1 : options.speed,
    wallNow,
  };
  const apiKey = options.apiKey ?? DEFAULT_API_KEY;
  const parts = { endpoints: ALL_ENDPOINTS, services, limiter, apiKey, report };
  const rest = createRestServer(parts);
  const sockets = new SocketServer({
    hub,
    users,
    api: new WebSocketApi(parts),
    ...(options.pingEveryMs === undefined ? {} : { pingEveryMs: options.pingEveryMs }),
  });
  const stop = async (): Promise<void> => {
    countdowns.stopAll();
    listenKeys.stop();
    await driver.stop();
    sockets.close();
    await rest.close();
    exchange.close();
  };
  try {
    await driver.start();
    listenKeys.watch((key) => users.keyExpired(key));
    sockets.listenOn(rest.server);
    await rest.listen({ port: options.port, host: options.host ?? '127.0.0.1' });
  } catch (error) {
    await stop();
    throw error;
  }
  const { address, port } = rest.server.address() as AddressInfo;
  const host = address.includes(':') ? `[${address}]` : address;
  return { url: `http://${host}:${port}`, wsUrl: `ws://${host}:${port}`, exchange, hub, stop: onlyOnce(stop) };
}

function openMarket(
  options: PaperExchangeOptions,
  hub: StreamHub,
  report: (error: unknown) => void,
): { exchange: Exchange; driver: MarketDriver } {
  const deposit = options.deposit ?? '10000';
  if (isLive(options.markets)) {
    const { exchange, view } = openOnLiveMarket(options.dataDir, options.markets, deposit, report);
    return { exchange, driver: new LiveDriver(options.markets, view, exchange, hub) };
  }
  const pace = options.speed === 'max' ? 'turns' : 'seconds';
  const opened = openOnMinuteMarkets(options.dataDir, options.markets, options.seed ?? null, deposit, pace, report);
  const { exchange, walker, usedUntil } = opened;
  const publisher = new MarketPublisher(exchange, hub);
  const driver =
    options.speed === 'max'
      ? new LockstepDriver(walker, exchange, publisher)
      : new RealtimeDriver(walker, exchange, publisher, options.speed, usedUntil);
  if (options.holdAfter !== undefined) driver.holdAfter(options.holdAfter);
  return { exchange, driver };
}

/** In lock step minutes are no measure of anything, so nothing is limited. */
function limitsAt({ markets, speed }: PaperExchangeOptions): RateLimits {
  if (isLive(markets)) return BINANCE_LIMITS;
  if (speed === 'max') return { weightPerMinute: Infinity, ordersPer10Seconds: Infinity, ordersPerMinute: Infinity };
  const factor = Math.max(1, speed / SPEED_WITHIN_LIMITS);
  return {
    weightPerMinute: Math.ceil(BINANCE_LIMITS.weightPerMinute * factor),
    ordersPer10Seconds: Math.ceil(BINANCE_LIMITS.ordersPer10Seconds * factor),
    ordersPerMinute: Math.ceil(BINANCE_LIMITS.ordersPerMinute * factor),
  };
}

function isLive(markets: PaperExchangeOptions['markets']): markets is LiveMarket {
  return 'kind' in markets;
}

function onlyOnce(stop: () => Promise<void>): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  return () => (stopping ??= stop());
}
