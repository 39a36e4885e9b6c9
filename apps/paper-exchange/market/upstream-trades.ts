import { WireObject } from '../../../adapters/binance/wire/wire-object.ts';

/** An aggregate trade, as far as an engine needs it. Ids of a symbol are consecutive. */
export interface UpstreamTrade {
  readonly id: number;
  readonly price: string;
  readonly time: number;
}

/** A longer interruption is not caught up with: 20 pages of 1,000 trades are several minutes of a busy market. */
const MOST_PAGES = 20;

/** @throws ExchangeError naming the field that is not as Binance documents it. */
export function readAggregateTrade(message: unknown, where: string): UpstreamTrade {
  const trade = new WireObject(message, where);
  return { id: trade.integer('a'), price: trade.decimal('p'), time: trade.integer('T') };
}

/** A trade of the stream, and whether the stream was away just before it. */
interface Arrival {
  readonly trade: UpstreamTrade;
  readonly afterBreak: boolean;
}

/**
 * Hands trades on in order and without a hole: those that happened while the stream was away are fetched first, so that
 * a stop which the price went through in the meantime is still triggered.
 */
export class TradeSequence {
  readonly #fetch: (fromId: number) => Promise<readonly UpstreamTrade[]>;
  readonly #emit: (trade: UpstreamTrade) => void;
  readonly #onLost: (reason: string) => void;
  #lastId: number | undefined;
  #interrupted = false;
  #ended = false;
  /** What arrives while a hole is being filled. */
  #waiting: Arrival[] | undefined;

  /**
   * @param fetch the trades from an id on, ascending, at most 1,000.
   * @param onLost told when a hole could not be filled.
   */
  constructor(
    fetch: (fromId: number) => Promise<readonly UpstreamTrade[]>,
    emit: (trade: UpstreamTrade) => void,
    onLost: (reason: string) => void,
  ) {
    this.#fetch = fetch;
    this.#emit = emit;
    this.#onLost = onLost;
  }

  /** The stream was away: the next trade may come after a hole. */
  interrupted(): void {
    this.#interrupted = true;
  }

  /** Nothing is told any more, not even what is being fetched. */
  end(): void {
    this.#ended = true;
  }

  /** A trade of the stream. */
  next(trade: UpstreamTrade): void {
    const afterBreak = this.#interrupted;
    this.#interrupted = false;
    this.#take({ trade, afterBreak });
  }

  #take(arrival: Arrival): void {
    if (this.#waiting) {
      this.#waiting.push(arrival);
      return;
    }
    const { trade, afterBreak } = arrival;
    const expected = this.#lastId === undefined ? trade.id : this.#lastId + 1;
    if (!afterBreak || trade.id <= expected) return this.#pass(trade);
    this.#waiting = [{ trade, afterBreak: false }];
    void this.#fill(expected, trade.id);
  }

  async #fill(fromId: number, untilId: number): Promise<void> {
    try {
      let next = fromId;
      for (let page = 0; next < untilId && !this.#ended; page++) {
        if (page === MOST_PAGES) throw new Error('they are too many');
        const trades = await this.#fetch(next);
        if (trades.length === 0) break;
        for (const trade of trades) if (trade.id < untilId) this.#pass(trade);
        next = trades.at(-1)!.id + 1;
      }
    } catch (error) {
      if (!this.#ended) this.#onLost(`trades ${fromId} to ${untilId - 1}: ${(error as Error).message}`);
    }
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const arrival of waiting) this.#take(arrival);
  }

  /** Each id once, ascending. */
  #pass(trade: UpstreamTrade): void {
    if (this.#ended || (this.#lastId !== undefined && trade.id <= this.#lastId)) return;
    this.#lastId = trade.id;
    this.#emit(trade);
  }
}
