import type { IngestionMetrics } from '../../adapters/ingestion/metrics.ts';

/** What recording needs of adapters/ingestion. */
export interface MarketRecorder {
  metrics(): IngestionMetrics;
  /** Ends the streams and brings what came into Bronze, or leaves it in the journal. */
  stop(): Promise<IngestionMetrics>;
}

/**
 * The one recorder of this process. One activity hands it to the next while it goes on recording, so that a new run of
 * the workflow costs no message.
 */
export class HeldRecorder {
  readonly #open: (symbols: readonly string[]) => Promise<MarketRecorder>;
  readonly #lingerMs: number;
  #held: { recorder: MarketRecorder; symbols: string } | undefined;
  #isTaken = false;
  #lingering: NodeJS.Timeout | undefined;

  constructor(open: (symbols: readonly string[]) => Promise<MarketRecorder>, lingerMs: number) {
    this.#open = open;
    this.#lingerMs = lingerMs;
  }

  /** @throws Error when another activity has it. */
  async take(symbols: readonly string[]): Promise<MarketRecorder> {
    if (this.#isTaken) throw new Error('market data is being recorded by another activity of this process');
    this.#isTaken = true;
    clearTimeout(this.#lingering);
    try {
      const name = symbols.join(' ');
      if (this.#held && this.#held.symbols !== name) {
        await this.#held.recorder.stop();
        this.#held = undefined;
      }
      this.#held ??= { recorder: await this.#open(symbols), symbols: name };
      return this.#held.recorder;
    } catch (error) {
      this.#isTaken = false;
      throw error;
    }
  }

  /** Goes on for a while, for whoever takes it next; then it is stopped. */
  letGo(): void {
    this.#isTaken = false;
    this.#lingering = setTimeout(() => void this.stop(), this.#lingerMs);
  }

  async stop(): Promise<void> {
    const held = this.#held;
    this.#isTaken = true;
    this.#held = undefined;
    try {
      await held?.recorder.stop();
    } finally {
      this.#isTaken = false;
    }
  }
}
