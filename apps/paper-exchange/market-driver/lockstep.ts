import type { Exchange } from '../exchange.ts';
import type { MarketDriver, MarketListener } from './driver.ts';
import type { MinuteWalker } from './minute-walker.ts';

/**
 * The market waits for the strategy: when every symbol's strategy has finished the newest bar, the whole next minute
 * happens at once, its events are sent, its closed kline last, and the market waits again. A held market notes who has
 * finished, and goes on when it is let go.
 */
export class LockstepDriver implements MarketDriver {
  readonly #walker: MinuteWalker;
  readonly #exchange: Exchange;
  readonly #listener: MarketListener;
  readonly #pending: Set<string>;

  constructor(walker: MinuteWalker, exchange: Exchange, listener: MarketListener) {
    this.#walker = walker;
    this.#exchange = exchange;
    this.#listener = listener;
    this.#pending = new Set(exchange.symbols);
  }

  get finished(): boolean {
    return this.#walker.finished;
  }

  get held(): boolean {
    return this.#walker.held;
  }

  get lastClosedBar(): number {
    return this.#walker.lastClosed;
  }

  get awaiting(): number | null {
    return this.#walker.finished ? null : this.#walker.lastClosed;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  now(): number {
    return this.#walker.time;
  }

  sync(): void {
    // nothing is ever due by itself
  }

  finishMinute(symbol: string, openTime: number): void {
    if (this.#walker.finished || openTime < this.#walker.lastClosed) return;
    this.#pending.delete(symbol);
    this.#goOn();
  }

  holdAfter(openTime: number): void {
    this.#walker.holdAfter = openTime;
    this.#goOn();
  }

  #goOn(): void {
    if (this.#pending.size > 0 || this.#walker.held) return;
    for (const each of this.#exchange.symbols) this.#pending.add(each);
    this.#nextMinute();
  }

  #nextMinute(): void {
    let closed: number | undefined;
    while (closed === undefined) closed = this.#walker.step('turns', (move) => this.#exchange.advance(move));
    this.#exchange.saveClock();
    this.#listener.minuteClosed(closed);
  }
}
