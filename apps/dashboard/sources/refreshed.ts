/** The newest that a source has said, and what is wrong when it can't be asked. */
export interface Reading<T> {
  readonly value: T | undefined;
  /** A sentence; undefined when the last question was answered. */
  readonly problem: string | undefined;
}

export interface RefreshOptions {
  /** A value younger than this is not asked for again, however many pages look. */
  readonly maxAgeMs: number;
  /** How long a reader waits for an answer before it gets the one before. */
  readonly patienceMs: number;
}

/**
 * A value that is asked for when somebody looks at it, one question at a time. A slow or dead source holds nobody up
 * longer than `patienceMs`, and its last value stays.
 */
export class Refreshed<T> {
  readonly #ask: () => Promise<T>;
  readonly #options: RefreshOptions;
  #reading: Reading<T> = { value: undefined, problem: undefined };
  #askedAt = -Infinity;
  #pending: Promise<void> | undefined;

  constructor(ask: () => Promise<T>, options: RefreshOptions) {
    this.#ask = ask;
    this.#options = options;
  }

  async read(): Promise<Reading<T>> {
    if (!this.#pending && performance.now() - this.#askedAt >= this.#options.maxAgeMs) {
      this.#askedAt = performance.now();
      this.#pending = this.#refresh().finally(() => (this.#pending = undefined));
    }
    if (this.#pending) await withPatience(this.#pending, this.#options.patienceMs);
    return this.#reading;
  }

  async #refresh(): Promise<void> {
    try {
      this.#reading = { value: await this.#ask(), problem: undefined };
    } catch (error) {
      this.#reading = { value: this.#reading.value, problem: error instanceof Error ? error.message : String(error) };
    }
  }
}

async function withPatience(pending: Promise<void>, patienceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tired = new Promise<void>((resolve) => (timer = setTimeout(resolve, patienceMs)));
  await Promise.race([pending, tired]);
  clearTimeout(timer);
}
