import type { AccountView } from '../adapters/exchange/port.ts';
import type { Prediction } from '../core/model/prediction.ts';

/** How old an early look at the account may be when it is used, wall ms: the way of a signal, even on a busy machine. */
const ACCOUNT_FRESH_MS = 1_000;

export interface MinuteQuestions {
  /** Features and inference for the minute that opened at `bar`. */
  readonly predict: (bar: number) => Promise<Prediction>;
  readonly askAccount: () => Promise<AccountView>;
  /** Wall clock, epoch ms; for tests. */
  readonly now?: () => number;
}

interface EarlyPrediction {
  readonly bar: number;
  readonly answer: Promise<Prediction>;
}

interface EarlyAccount {
  readonly bar: number;
  readonly answer: Promise<AccountView>;
  readonly askedAt: number;
}

/**
 * What a minute needs, begun when its bar arrives: the signal is then still on its way to the workflow and back. Only the
 * first question for the newest bar is answered from here. A repeated one, another bar, an early question that failed, a
 * look at the account that is old or that something has happened after: all of them are asked anew.
 */
export class MinuteInAdvance {
  readonly #questions: MinuteQuestions;
  readonly #now: () => number;
  #prediction: EarlyPrediction | undefined;
  #account: EarlyAccount | undefined;
  #newestBar: number | undefined;
  #isWatched = false;

  constructor(questions: MinuteQuestions) {
    this.#questions = questions;
    this.#now = questions.now ?? Date.now;
  }

  /** The newest bar has just closed and is in the window. */
  begin(bar: number): void {
    const answer = this.#questions.predict(bar);
    this.#prediction = { bar, answer };
    this.#newestBar = bar;
    this.#account = undefined;
    answer.then(
      // A HOLD asks for no order: the exchange is spared the question in most minutes.
      ({ signal }) => {
        if (signal !== 'HOLD' && this.#newestBar === bar) this.#lookAtAccount(bar);
      },
      // Told to whoever asks for it, by the same question asked anew.
      () => undefined,
    );
  }

  /** The account may be another one from now on: an event of its stream, an order of ours. */
  accountMayHaveChanged(): void {
    this.#account = undefined;
  }

  /** Whether the account's stream would tell of a change. While it would not, nothing is kept. */
  accountIsWatched(isWatched: boolean): void {
    this.#isWatched = isWatched;
    this.#account = undefined;
  }

  /** The prediction for a minute. Throws what `predict` throws. */
  async prediction(bar: number): Promise<Prediction> {
    const early = this.#prediction;
    if (early?.bar !== bar) return await this.#questions.predict(bar);
    try {
      return await early.answer;
    } catch {
      return await this.#questions.predict(bar);
    } finally {
      if (this.#prediction === early) this.#prediction = undefined;
    }
  }

  /** The account as it was after the close of `bar` and after its last known change. Throws what `askAccount` throws. */
  async account(bar: number): Promise<AccountView> {
    const early = this.#account;
    if (early?.bar !== bar || this.#now() - early.askedAt > ACCOUNT_FRESH_MS) {
      return await this.#questions.askAccount();
    }
    const view = await early.answer.catch(() => undefined);
    // Taken once; and something may have happened while we waited.
    const stillHolds = this.#account === early;
    if (stillHolds) this.#account = undefined;
    return view !== undefined && stillHolds ? view : await this.#questions.askAccount();
  }

  #lookAtAccount(bar: number): void {
    if (!this.#isWatched) return;
    const answer = this.#questions.askAccount();
    answer.catch(() => undefined);
    this.#account = { bar, answer, askedAt: this.#now() };
  }
}
