import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE_MS } from '../../core/market/bar.ts';
import type { HistoryRow, MarketHistory } from './market-history.ts';
import type { Hole, PlaceLedger } from './place-ledger.ts';

/** A row whose holes REST can fill. */
export interface FillableKind {
  readonly what: string;
  readonly path: string;
  readonly step: number;
  /** A hole is filled from its newer end at most so many places back; the archive's back-fill has the rest. */
  readonly mostPlaces: number;
  /** A page of rows, ascending, beginning with the first that the exchange has at or after the hole's start. */
  page(history: MarketHistory, symbol: string, hole: Hole): Promise<readonly HistoryRow[]>;
}

export const FILLABLE = {
  'bronze/agg_trade': {
    what: 'aggregate trades',
    path: '/fapi/v1/aggTrades',
    step: 1,
    mostPlaces: 500_000,
    page: (history, symbol, { from }) => history.aggregateTradeRows(symbol, from),
  },
  'bronze/kline_1m': {
    what: 'candles',
    path: '/fapi/v1/klines',
    step: MINUTE_MS,
    mostPlaces: 10_080,
    page: (history, symbol, { from, to }) => history.klineRows(symbol, from, to),
  },
} as const satisfies Record<string, FillableKind>;

const LONGEST_WAIT_MS = 30_000;
/** REST may know of a row a moment later than the stream did. */
const EMPTY_ANSWERS = 3;

export interface HoleFillerOptions {
  readonly symbol: string;
  readonly kind: FillableKind;
  readonly ledger: PlaceLedger;
  readonly history: MarketHistory;
  readonly keep: (rows: readonly HistoryRow[], path: string) => void;
  readonly say: (sentence: string) => void;
  /** False while the journal's bounds are reached: nothing is fetched then. */
  readonly hasRoom: () => boolean;
  /** Between two pages: they cost weight that trading shares. */
  readonly pagePauseMs: number;
}

/** Fetches by REST what is missing in a ledger, one page at a time, until nothing is. */
export class HoleFiller {
  readonly #options: HoleFillerOptions;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #emptyAnswers = 0;

  constructor(options: HoleFillerOptions) {
    this.#options = options;
  }

  /** Begins when it isn't under way. */
  start(): void {
    this.#running ??= this.#fill().finally(() => {
      this.#running = undefined;
    });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #fill(): Promise<void> {
    const { ledger, pagePauseMs } = this.#options;
    let waitMs = 1_000;
    for (let hole = ledger.holes[0]; hole && !this.#stop.signal.aborted; hole = ledger.holes[0]) {
      if (!this.#options.hasRoom()) {
        await this.#wait(waitMs);
        continue;
      }
      const failure = await this.#fillPage(hole).catch((error: unknown) => error as Error & { retryAfterMs?: number });
      if (failure === undefined) {
        waitMs = 1_000;
        await this.#wait(pagePauseMs);
      } else {
        await this.#wait(Math.max(waitMs, failure.retryAfterMs ?? 0));
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      }
    }
  }

  async #fillPage(hole: Hole): Promise<undefined> {
    const { kind, ledger, history, symbol, keep, say } = this.#options;
    const oldest = hole.to - (kind.mostPlaces - 1) * kind.step;
    if (hole.from < oldest) {
      say(
        `${(hole.to - hole.from) / kind.step + 1} ${kind.what} of ${symbol} are missing, more than are fetched by REST: ` +
          `the newest ${kind.mostPlaces} will be; back-fill the rest from the archive`,
      );
      ledger.fill({ from: hole.from, to: oldest - kind.step });
      return;
    }
    const rows = await kind.page(history, symbol, hole);
    const wanted = rows.filter(({ place }) => place >= hole.from && place <= hole.to);
    keep(wanted, kind.path);
    const last = wanted.at(-1)?.place;
    const reachesBeyond = wanted.length < rows.length || last === hole.to;
    if (last !== undefined && !reachesBeyond) {
      ledger.fill({ from: hole.from, to: last });
      return;
    }
    if (rows.length === 0 && (this.#emptyAnswers += 1) < EMPTY_ANSWERS) {
      throw new Error(`the exchange does not have the ${kind.what} from ${hole.from} yet`);
    }
    this.#emptyAnswers = 0;
    if (rows.length === 0) {
      say(`the exchange has no ${kind.what} of ${symbol} from ${hole.from} to ${hole.to}, which the stream left out`);
    }
    ledger.fill(hole);
  }

  async #wait(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: this.#stop.signal, ref: false }).catch(() => undefined);
  }
}
