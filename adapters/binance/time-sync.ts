/** How long a measured offset is trusted before it is measured again. */
const INTERVAL_MS = 300_000;

/** Round trips per measurement; the fastest one says most about the offset. */
const SAMPLES = 3;

export interface TimeSyncOptions {
  /** GET /fapi/v1/time: the exchange's wall clock, epoch ms. */
  readonly serverTime: () => Promise<number>;
  /** Told after each measurement: server time minus ours, in ms. */
  readonly onOffset: (offsetMs: number) => void;
  /** Told when a periodic measurement failed; the old offset stays. */
  readonly onFailure?: (reason: unknown) => void;
  readonly intervalMs?: number;
  readonly now?: () => number;
}

/**
 * Measures how far the exchange's wall clock (the one that signed requests are checked against) is from ours. The
 * client's own sync doesn't run at its start and treats a failure as offset 0, so it stays off.
 */
export class TimeSync {
  readonly #options: TimeSyncOptions;
  readonly #now: () => number;
  #offsetMs = 0;
  #synced = false;
  #running: Promise<number> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: TimeSyncOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Server time minus ours, ms; 0 before the first measurement. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  get synced(): boolean {
    return this.#synced;
  }

  /** The exchange's wall clock as far as we know it, epoch ms. */
  serverNow(): number {
    return this.#now() + this.#offsetMs;
  }

  /** Measures now; callers at the same time share one measurement. Throws what the question threw. */
  sync(): Promise<number> {
    this.#running ??= this.#measure().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Measures again and again until stopped; doesn't keep the process alive. */
  start(): void {
    this.stop();
    this.#timer = setInterval(() => {
      this.sync().catch((reason: unknown) => this.#options.onFailure?.(reason));
    }, this.#options.intervalMs ?? INTERVAL_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #measure(): Promise<number> {
    let best = { roundTripMs: Number.POSITIVE_INFINITY, offsetMs: 0 };
    for (let sample = 0; sample < SAMPLES; sample++) {
      const sentAt = this.#now();
      const serverTime = await this.#options.serverTime();
      const receivedAt = this.#now();
      const roundTripMs = receivedAt - sentAt;
      if (roundTripMs < best.roundTripMs) {
        best = { roundTripMs, offsetMs: Math.round(serverTime - (sentAt + receivedAt) / 2) };
      }
    }
    this.#offsetMs = best.offsetMs;
    this.#synced = true;
    this.#options.onOffset(best.offsetMs);
    return best.offsetMs;
  }
}
