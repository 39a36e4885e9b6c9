import { setTimeout as sleep } from 'node:timers/promises';
import type { UtcDate } from '../../core/pipeline/data-interval.ts';
import type { MarketDays } from './market-days.ts';

export interface DayTellingOptions {
  readonly days: MarketDays;
  /** Wall time in which the last messages of the day still come. */
  readonly settleMs: number;
  /** Brings all that came into Bronze. */
  readonly flush: (signal: AbortSignal) => Promise<void>;
  readonly tell: (date: UtcDate) => Promise<void>;
  readonly say: (sentence: string) => void;
  readonly longestRetryMs: number;
}

const FIRST_RETRY_MS = 500;

/** Tells of each day that ended, one after the other, when what came of it is in Bronze; tries again until it is heard. */
export class DayTelling {
  readonly #options: DayTellingOptions;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: DayTellingOptions) {
    this.#options = options;
  }

  /** Begins when it isn't under way. */
  start(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** A day that was not told of is told of by the next recorder. */
  stop(): void {
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    const { days, settleMs, flush, tell, say, longestRetryMs } = this.#options;
    let retryMs = FIRST_RETRY_MS;
    await this.#wait(settleMs);
    for (let date = days.ended[0]; date !== undefined && !this.#stop.signal.aborted; date = days.ended[0]) {
      try {
        await flush(this.#stop.signal);
        await tell(date);
        days.take();
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        if (retryMs === FIRST_RETRY_MS) say(`the end of ${date} is not told of yet: ${(error as Error).message}`);
        await this.#wait(retryMs);
        retryMs = Math.min(retryMs * 2, longestRetryMs);
      }
    }
  }

  async #wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stop.signal, ref: false }).catch(() => undefined);
  }
}
