import type { Exchange } from '../exchange.ts';
import type { MarketDriver, MarketListener } from './driver.ts';
import type { MinuteWalker } from './minute-walker.ts';

const MINUTE_MS = 60_000;
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
  /** Market time at which the clock stands still, ms. */
  #heldFrom = Infinity;
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

  get held(): boolean {
    return this.#walker.held;
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
    return this.#timeAt(performance.now());
  }

  sync(): void {
    const stalled = performance.now() - this.#lastTick > LONGEST_STALL_MS;
    if (stalled) this.#anchor(this.#timeAt(this.#lastTick));
    const now = this.now();
    while (!this.#walker.finished && !this.held && this.#walker.timeOf(this.#walker.nextPoint('seconds')) <= now) {
      const closed = this.#walker.step('seconds', (move) => this.#exchange.advance(move));
      if (closed !== undefined) this.#listener.minuteClosed(closed);
    }
  }

  finishMinute(): void {
    // this market doesn't wait
  }

  /** The minute's events happen as ever; then the clock stands at its end. */
  holdAfter(openTime: number): void {
    if (this.#timer !== undefined) this.sync();
    this.#anchor(this.now());
    this.#heldFrom = openTime + MINUTE_MS;
    this.#walker.holdAfter = openTime;
  }

  #tick(): void {
    this.sync();
    this.#lastTick = performance.now();
    this.#listener.moved();
    if (this.#lastTick - this.#lastSaved < SAVE_EVERY_MS) return;
    this.#lastSaved = this.#lastTick;
    this.#exchange.saveClock();
  }

  /** A clock held too late stands where it is: it never goes back. */
  #timeAt(wall: number): number {
    const running = Math.floor(this.#marketAnchor + (wall - this.#wallAnchor) * this.#speed);
    return Math.max(this.#marketAnchor, Math.min(running, this.#heldFrom));
  }

  #anchor(marketTime: number): void {
    this.#marketAnchor = marketTime;
    this.#wallAnchor = performance.now();
    this.#lastTick = this.#wallAnchor;
  }
}
