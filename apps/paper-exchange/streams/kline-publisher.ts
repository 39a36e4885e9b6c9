import type { Bar } from '../../../core/market/bar.ts';
import { candleStart, nextCandle } from '../market-view/interval.ts';
import type { SymbolMarket } from '../market-view/symbol-market.ts';
import { klineEvent } from '../protocol/kline.ts';
import type { StreamHub } from './hub.ts';

const INTERVAL = /@kline_(\w+)$/;
const MINUTE = 60_000;
/** Candles too long to be added up ten times a second: told once a minute. */
const LONG = new Set(['3d', '1w', '1M']);

/** The kline streams of every interval that someone listens to. */
export class KlinePublisher {
  readonly #hub: StreamHub;
  /** The last message of each stream, so that nothing is said twice. */
  readonly #last = new Map<string, string>();

  constructor(hub: StreamHub) {
    this.#hub = hub;
  }

  /** The candle in progress, when it changed since the last time. */
  openCandle(market: SymbolMarket): void {
    for (const [stream, interval] of this.#streams(market)) {
      if (LONG.has(interval)) continue;
      void market.candles(interval, { startTime: undefined, endTime: undefined, limit: 1 }).then((candles) => {
        const candle = candles.at(-1);
        if (candle !== undefined) this.#tell(stream, market, interval, candle);
      });
    }
  }

  /** The end of a minute: `x: true` where a candle ends with it. */
  minuteClosed(market: SymbolMarket, openTime: number): void {
    const closeTime = openTime + MINUTE;
    for (const [stream, interval] of this.#streams(market)) {
      const start = candleStart(interval, openTime);
      const closed = nextCandle(interval, start) === closeTime;
      if (!closed && !LONG.has(interval)) continue;
      const until = closed ? nextCandle(interval, start) : closeTime;
      const candle = market.closedCandle(interval, start, until);
      if (candle === undefined) continue;
      this.#hub.publish(stream, () => klineEvent(market.symbol, candle, interval, closed, closeTime, market));
    }
  }

  #tell(stream: string, market: SymbolMarket, interval: string, candle: Bar): void {
    const state = `${candle.openTime} ${candle.close} ${candle.volume}`;
    if (this.#last.get(stream) === state) return;
    this.#last.set(stream, state);
    this.#hub.publish(stream, () =>
      klineEvent(market.symbol, candle, interval, false, Math.max(market.mark().time, candle.openTime), market),
    );
  }

  #streams(market: SymbolMarket): [stream: string, interval: string][] {
    return this.#hub
      .listenedStreams(`${market.symbol.toLowerCase()}@kline_`)
      .map((stream) => [stream, INTERVAL.exec(stream)?.[1] ?? '1m']);
  }
}
