import { setTimeout as sleep } from 'node:timers/promises';
import type { BronzeWriter } from './bronze-writer.ts';
import type { RecordedTable } from './market-message.ts';
import type { TableJournal } from './table-journal.ts';

export interface CommitLoopOptions {
  readonly writer: BronzeWriter;
  readonly tables: ReadonlyMap<RecordedTable, TableJournal>;
  readonly onCommit: (rows: number) => void;
  readonly say: (sentence: string) => void;
  readonly longestRetryMs: number;
}

const FIRST_RETRY_MS = 500;

/** Commits finished files as they come, one commit at a time; while the store refuses, they wait in their order. */
export class CommitLoop {
  readonly #options: CommitLoopOptions;
  readonly #stop = new AbortController();
  #waiters: (() => void)[] = [];
  #wake: (() => void) | undefined;
  #failure: { text: string; since: number } | undefined;

  constructor(options: CommitLoopOptions) {
    this.#options = options;
  }

  /** Why the store refuses at present. */
  get failure(): string | undefined {
    return this.#failure?.text;
  }

  start(): void {
    void this.#run();
  }

  /** There is something to commit. */
  wake(): void {
    this.#wake?.();
  }

  /** Resolves when what is finished now is in its table. @throws the reason of `signal` when that comes first. */
  async settled(signal: AbortSignal): Promise<void> {
    const wanted = [...this.#options.tables.values()].map((journal) => ({
      journal,
      last: journal.sealed.at(-1)?.number ?? 0,
    }));
    this.wake();
    let wake = (): void => undefined;
    const onAbort = (): void => wake();
    signal.addEventListener('abort', onAbort);
    try {
      while (wanted.some(({ journal, last }) => (journal.sealed[0]?.number ?? Infinity) <= last)) {
        signal.throwIfAborted();
        await new Promise<void>((resolve) => {
          wake = resolve;
          this.#waiters.push(resolve);
        });
      }
    } finally {
      // Such a signal may live as long as the recorder.
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** A commit under way is not waited for: should it still succeed, its files are known by their number. */
  stop(): void {
    this.#stop.abort();
    this.#wake?.();
  }

  async #run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!this.#stop.signal.aborted) {
      try {
        const did = await this.#round();
        retryMs = FIRST_RETRY_MS;
        if (!did) await this.#untilWoken();
      } catch (error) {
        this.#failed(error as Error);
        const retry = new AbortController();
        const wait = sleep(retryMs, undefined, { signal: retry.signal, ref: false }).catch(() => undefined);
        await Promise.race([wait, this.#woken()]);
        retry.abort();
        retryMs = Math.min(retryMs * 2, this.#options.longestRetryMs);
      }
    }
  }

  /** Tells whether there was anything to do. */
  async #round(): Promise<boolean> {
    let did = false;
    for (const journal of this.#options.tables.values()) {
      const rows = await this.#options.writer.commitOldest(journal);
      if (rows === undefined) continue;
      did = true;
      this.#succeeded();
      this.#options.onCommit(rows);
      const waiters = this.#waiters;
      this.#waiters = [];
      for (const resolve of waiters) resolve();
    }
    return did;
  }

  async #untilWoken(): Promise<void> {
    const hasMore = [...this.#options.tables.values()].some(({ sealed }) => sealed.length > 0);
    if (hasMore) return;
    await this.#woken();
  }

  async #woken(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (this.#stop.signal.aborted) resolve();
    });
  }

  #failed(error: Error): void {
    if (this.#stop.signal.aborted) return;
    const text = `Bronze can't be written (${error.message}): what comes waits in the journal`;
    if (this.#failure === undefined) this.#options.say(text);
    this.#failure = { text, since: this.#failure?.since ?? performance.now() };
  }

  #succeeded(): void {
    if (this.#failure === undefined) return;
    const seconds = Math.round((performance.now() - this.#failure.since) / 1000);
    this.#failure = undefined;
    this.#options.say(`Bronze is written again after ${seconds} s; what waited in the journal follows in its order`);
  }
}
