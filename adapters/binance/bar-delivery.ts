import { MINUTE_MS, type Bar } from '../../core/market/bar.ts';

/** How long a bar from the stream waits for the missing ones before it. */
const PATIENCE_MS = 1_500;

/** How often one filling asks before it takes what lacks for not existing. */
const MOST_ROUNDS = 4;

/** How soon a failed question for missed bars is asked again. */
const RETRY_MS = 2_000;

export interface BarDeliveryOptions {
  /** Each complete bar once, ascending. `eventTime` is exchange time. */
  readonly deliver: (bar: Bar, eventTime: number, receivedAt: number) => void;
  /** Complete bars newer than `after`, ascending (the newest one only when undefined), and the exchange's time. */
  readonly fetchNewer: (after: number | undefined) => Promise<MissedBars>;
  readonly onFailure: (reason: unknown) => void;
}

export interface MissedBars {
  readonly bars: readonly Bar[];
  readonly marketTime: number;
}

interface StreamBar {
  readonly bar: Bar;
  readonly eventTime: number;
  readonly receivedAt: number;
}

/**
 * Makes one ascending series without repetition out of a stream that repeats, reorders, jumps and falls silent.
 * The bar that follows the last one is passed on at once; a jump is filled by REST first.
 */
export class BarDelivery {
  readonly #options: BarDeliveryOptions;
  #last: number | undefined;
  #waiting: StreamBar[] = [];
  #filling = false;
  #again = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(options: BarDeliveryOptions) {
    this.#options = options;
  }

  /** A complete bar came by the stream. */
  accept(bar: Bar, eventTime: number, receivedAt: number): void {
    if (this.#last !== undefined && bar.openTime <= this.#last) return;
    if (!this.#filling && bar.openTime === (this.#last ?? Number.NaN) + MINUTE_MS) {
      this.#pass(bar, eventTime, receivedAt);
      return;
    }
    this.#waiting.push({ bar, eventTime, receivedAt });
    if (!this.#filling) void this.#fill();
  }

  /** The stream came (again): asks for what it may have missed. */
  resync(): void {
    if (this.#filling) this.#again = true;
    else void this.#fill();
  }

  stop(): void {
    clearTimeout(this.#retry);
  }

  async #fill(): Promise<void> {
    this.#filling = true;
    clearTimeout(this.#retry);
    let round = 0;
    do {
      this.#again = false;
      round += 1;
      const after = this.#last;
      const missed = await this.#fetchMissed(after);
      const receivedAt = Date.now();
      if (missed) this.#waiting.push(...missed.bars.map((bar) => ({ bar, eventTime: missed.marketTime, receivedAt })));
      else this.#retryLater();
      // Of the time before `knownUntil` nothing more is to be had: what lacks there does not exist, or is given up.
      const isLast = !missed || round >= MOST_ROUNDS;
      const knownUntil = after === undefined ? Number.NEGATIVE_INFINITY : (missed?.marketTime ?? 0);
      this.#flush(isLast ? Number.POSITIVE_INFINITY : knownUntil);
    } while (this.#again);
    this.#filling = false;
  }

  /** Passes on what waits, in order, up to a jump that more asking may still fill. */
  #flush(knownUntil: number): void {
    this.#waiting.sort((a, b) => a.bar.openTime - b.bar.openTime);
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      const { openTime } = next.bar;
      const expected = (this.#last ?? openTime - MINUTE_MS) + MINUTE_MS;
      if (openTime > expected && openTime > knownUntil) {
        this.#waiting.unshift(next);
        this.#again = true;
        return;
      }
      if (openTime >= expected) this.#pass(next.bar, next.eventTime, next.receivedAt);
    }
  }

  #retryLater(): void {
    this.#retry = setTimeout(() => this.resync(), RETRY_MS);
    this.#retry.unref();
  }

  /** Undefined after a while: decisions must go on, and a bar that still lacks is the reader's to ask for. */
  async #fetchMissed(after: number | undefined): Promise<MissedBars | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
    });
    try {
      return await Promise.race([this.#options.fetchNewer(after), patience]);
    } catch (failure) {
      this.#options.onFailure(failure);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  #pass(bar: Bar, eventTime: number, receivedAt: number): void {
    this.#last = bar.openTime;
    try {
      this.#options.deliver(bar, eventTime, receivedAt);
    } catch (failure) {
      this.#options.onFailure(failure);
    }
  }
}
