import type { Exchange } from '../exchange.ts';
import type { MarketDriver, MarketListener } from './driver.ts';
import type { MinuteWalker } from './minute-walker.ts';

const TICK_MS = 100;
const SAVE_EVERY_MS = 1000;
/** After a stall of more than this (a suspended machine) the market goes on where it was instead of racing to catch up. */
const LONGEST_STALL_MS = 5000;

/** The market runs at `speed` market seconds a wall second, from where it stood. */
export class RealtimeDriver implements MarketDriver {
  readonly #walker: MinuteWalker;
  readonly #exchange: Exchange;
  readonly #listener: MarketListener;
  readonly #speed: number;
  #marketAnchor: number;
  #wallAnchor: number;
  #lastTick: number;
  #lastSaved: number;
  #timer: NodeJS.Timeout | undefined;

  /** `from`: market time (ms) at which the clock starts; never before where the market stands. */
  constructor(walker: MinuteWalker, exchange: Exchange, listener: MarketListener, speed: number, from: number) {
    this.#walker = walker;
    this.#exchange = exchange;
    this.#listener = listener;
    this.#speed = speed;
    this.#marketAnchor = Math.max(from, walker.time);
    this.#wallAnchor = performance.now();
    this.#lastTick = this.#wallAnchor;
    this.#lastSaved = this.#wallAnchor;
  }

  get finished(): boolean {
    return this.#walker.finished;
  }

  get lastClosedBar(): number {
    return this.#walker.lastClosed;
  }

  get awaiting(): null {
    return null;
  }

  start(): Promise<void> {
    this.#anchor(this.#marketAnchor);
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    return Promise.resolve();
  }

  stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    return Promise.resolve();
  }

  now(): number {
    if (this.#walker.finished) return this.#walker.time;
    if (this.#timer === undefined) return this.#marketAnchor;
    return Math.floor(this.#marketAnchor + (performance.now() - this.#wallAnchor) * this.#speed);
  }

  sync(): void {
    const stalled = performance.now() - this.#lastTick > LONGEST_STALL_MS;
    if (stalled) this.#anchor(Math.floor(this.#marketAnchor + (this.#lastTick - this.#wallAnchor) * this.#speed));
    const now = this.now();
    while (!this.#walker.finished && this.#walker.timeOf(this.#walker.nextPoint('seconds')) <= now) {
      const closed = this.#walker.step('seconds', (move) => this.#exchange.advance(move));
      if (closed !== undefined) this.#listener.minuteClosed(closed);
    }
  }

  finishMinute(): void {
    // this market doesn't wait
  }

  #tick(): void {
    this.sync();
    this.#lastTick = performance.now();
    this.#listener.moved();
    if (this.#lastTick - this.#lastSaved < SAVE_EVERY_MS) return;
    this.#lastSaved = this.#lastTick;
    this.#exchange.saveClock();
  }

  #anchor(marketTime: number): void {
    this.#marketAnchor = marketTime;
    this.#wallAnchor = performance.now();
    this.#lastTick = this.#wallAnchor;
  }
}
