import { setTimeout as delay } from 'node:timers/promises';
import type { Notifier } from '../notify/port.ts';
import { BundleError } from './bundle-error.ts';
import type { ModelBundle } from './bundle.ts';
import type { ChampionSource } from './champion-source.ts';
import type { SignalModel } from './port.ts';
import type { ServingModel } from './serving-model.ts';

export interface ChampionWatchParts {
  readonly source: ChampionSource;
  readonly serving: ServingModel;
  /**
   * Makes a bundle ready to serve, warmed up.
   * @throws BundleError when it must not.
   */
  readonly prepare: (bundle: ModelBundle) => Promise<SignalModel>;
  readonly notifier: Notifier;
  readonly log: (line: string) => void;
  /** Wall milliseconds between two looks. */
  readonly everyMs: number;
}

/**
 * Sees to it that the champion serves: looks for another one beside the minutes, makes it ready, and hands it to the serving
 * model between two predictions. One that must not serve is refused with a sentence, once, and the model before goes on.
 * What could not be asked or fetched is asked again at the next look.
 */
export class ChampionWatch {
  readonly #parts: ChampionWatchParts;
  readonly #stopping = new AbortController();
  #refused: string | undefined;
  #failure: string | undefined;
  #ended: Promise<void> | undefined;

  constructor(parts: ChampionWatchParts) {
    this.#parts = parts;
  }

  /** One look. Never rejects. */
  async look(): Promise<void> {
    const { source, serving, prepare, notifier, log } = this.#parts;
    let champion: string | undefined;
    try {
      champion = await source.championId();
      if (champion === serving.modelId) this.#refused = undefined;
      if (champion === undefined || champion === serving.modelId || champion === this.#refused) return;
      const model = await prepare(await source.bundle(champion));
      if (model.modelId !== champion) {
        throw new BundleError(`its bundle holds the model ${model.modelId}`);
      }
      const before = serving.modelId;
      serving.replace(model);
      this.#refused = undefined;
      this.#failure = undefined;
      log(`${champion} serves in the place of ${before}`);
      await notifier.notify('info', `The model ${champion} serves from now on, in the place of ${before}.`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (champion !== undefined && error instanceof BundleError) {
        this.#refused = champion;
        const sentence = `The model ${champion} was promoted and must not serve: ${why}. ${serving.modelId} goes on.`;
        log(sentence);
        await notifier.notify('alarm', sentence);
      } else if (why !== this.#failure) {
        this.#failure = why;
        const sentence = `Which model should serve can't be learned, ${serving.modelId} goes on: ${why}`;
        log(sentence);
        await notifier.notify('warning', sentence);
      }
    }
  }

  /** Looks from now on, every `everyMs`, until stopped. Resolves after the first look, or after `withinMs`. */
  async begin(withinMs: number): Promise<void> {
    const first = this.look();
    this.#ended ??= first.then(() => this.#keepLooking());
    const { signal } = this.#stopping;
    await Promise.race([first, delay(withinMs, undefined, { signal, ref: false }).catch(() => undefined)]);
  }

  /** Resolves when no look is under way any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #keepLooking(): Promise<void> {
    const { signal } = this.#stopping;
    for (;;) {
      await delay(this.#parts.everyMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.look();
    }
  }
}
