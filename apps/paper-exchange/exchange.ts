import type { EngineEvent, MarketMove, MatchingEngine } from '../../core/matching/engine-contract.ts';
import { applyCommand } from './commands.ts';
import type { Command, CommandResults } from './commands.ts';
import { invalidSymbol } from './http/api-error.ts';
import type { MarketDriver } from './market-driver/driver.ts';
import { moveOf } from './state/quote-move.ts';
import type { MinuteCursor, Pace } from './market-driver/minute-walker.ts';
import type { SymbolMarket } from './market-view/symbol-market.ts';
import type { ListenKey, MarketIdentity, Quote } from './state/entries.ts';
import type { StateStore } from './state/store.ts';

/** Market moves after which the state is written whole, so that a restart has little to walk again. */
const MOVES_A_SNAPSHOT = 200_000;

/** What may be asked of the account without changing it. */
export type AccountBooks = Pick<
  MatchingEngine,
  | 'balance'
  | 'position'
  | 'openOrders'
  | 'openConditionals'
  | 'findOrder'
  | 'findConditional'
  | 'orders'
  | 'conditionals'
  | 'fills'
  | 'ledger'
  | 'checkOrder'
>;

/** Told of everything that happens to the account, in order. */
export interface AccountListener {
  engineEvent(event: EngineEvent): void;
  leverageChanged(symbol: string, leverage: number, time: number): void;
}

export interface ExchangeParts {
  readonly identity: MarketIdentity;
  readonly engine: MatchingEngine;
  readonly store: StateStore;
  readonly markets: readonly SymbolMarket[];
  readonly pace: Pace;
  readonly listenKey: ListenKey | null;
  readonly quotes: readonly Quote[];
  /** Where the market stands, for the journal. */
  readonly cursor: () => MinuteCursor;
  /** Told when the disk refuses what can be written later: the market goes on. */
  readonly report: (error: unknown) => void;
}

/**
 * The exchange behind its protocol: the matching engine, the market that moves it, and the journal. Whatever changes
 * the account passes through `perform` or `advance`, which write it down before anyone is told.
 */
export class Exchange {
  readonly symbols: readonly string[];
  readonly account: AccountBooks;
  readonly #parts: ExchangeParts;
  readonly #markets: ReadonlyMap<string, SymbolMarket>;
  readonly #quotes: Map<string, Quote>;
  readonly #writtenQuotes = new Map<string, Quote>();
  #listenKey: ListenKey | null;
  #driver: MarketDriver | undefined;
  #listener: AccountListener | undefined;
  #moves = 0;
  /** True when the disk has refused something that the account has in memory: then only the whole state will do. */
  #behind = false;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
    this.account = parts.engine;
    this.symbols = parts.markets.map((market) => market.symbol);
    this.#markets = new Map(parts.markets.map((market) => [market.symbol, market]));
    this.#quotes = new Map(parts.quotes.map((quote) => [quote.symbol, quote]));
    this.#listenKey = parts.listenKey;
  }

  attach(driver: MarketDriver, listener: AccountListener): void {
    this.#driver = driver;
    this.#listener = listener;
  }

  get driver(): MarketDriver {
    if (this.#driver === undefined) throw new Error('the exchange has no market driver yet');
    return this.#driver;
  }

  get identity(): MarketIdentity {
    return this.#parts.identity;
  }

  get listenKey(): ListenKey | null {
    return this.#listenKey;
  }

  /** Market time, epoch ms. */
  now(): number {
    return this.#driver?.now() ?? this.#parts.cursor().minute;
  }

  /** Lets the market catch up with its clock. */
  sync(): void {
    this.#driver?.sync();
  }

  /** Throws -1121 for a symbol that isn't traded here. */
  market(symbol: string): SymbolMarket {
    const market = this.#markets.get(symbol);
    if (market === undefined) throw invalidSymbol();
    return market;
  }

  markets(): SymbolMarket[] {
    return [...this.#markets.values()];
  }

  /** Throws `OrderRejected` when refused; otherwise it is on disk when this returns. */
  perform<C extends Command>(command: C): CommandResults[C['name']] {
    this.sync();
    const { engine, store, cursor } = this.#parts;
    const time = this.now();
    const result = applyCommand(engine, command, time);
    this.#keep(() => {
      this.#writeQuotes();
      store.append({ type: 'command', at: cursor(), time, command });
    });
    this.#tell(engine.takeEvents());
    if (command.name === 'set-leverage') this.#listener?.leverageChanged(command.symbol, command.leverage, time);
    this.#saveIfDue();
    return result;
  }

  /** A move of a market that can be walked again: only its place is written, and only when it changed the account. */
  advance(move: MarketMove): void {
    this.#parts.engine.advance(move);
    this.#moves += 1;
    const events = this.#parts.engine.takeEvents();
    if (events.length === 0) return;
    this.#writeClock();
    this.#tell(events);
  }

  /** A move of a live market: written itself when it changed the account. */
  quote(quote: Quote): void {
    this.#parts.engine.advance(moveOf(quote));
    this.#quotes.set(quote.symbol, quote);
    const events = this.#parts.engine.takeEvents();
    if (events.length === 0) return;
    this.#orReport(() => this.#keep(() => this.#writeQuotes()));
    this.#tell(events);
  }

  setListenKey(listenKey: ListenKey | null): void {
    this.#listenKey = listenKey;
    this.#parts.store.append({ type: 'listen-key', listenKey });
  }

  /** Writes down where the market stands. */
  saveClock(): void {
    this.#writeClock();
    this.#saveIfDue();
  }

  /** Writes the whole state; called at the start, at the end, and when the journal has grown long. */
  save(): void {
    const { identity, store, cursor, pace, engine } = this.#parts;
    store.save({
      market: identity,
      at: cursor(),
      pace,
      listenKey: this.#listenKey,
      quotes: [...this.#quotes.values()],
      specs: Object.fromEntries(this.markets().map((market) => [market.symbol, market.spec])),
      engine: engine.snapshot(),
    });
    this.#moves = 0;
    this.#behind = false;
  }

  close(): void {
    this.save();
    this.#parts.store.close();
  }

  /** Throws when the disk refuses: what was done is then unknown to its caller, and is kept with the next success. */
  #keep(write: () => void): void {
    try {
      if (this.#behind) this.save();
      else write();
    } catch (error) {
      this.#behind = true;
      throw error;
    }
  }

  #tell(events: readonly EngineEvent[]): void {
    for (const event of events) this.#listener?.engineEvent(event);
  }

  #saveIfDue(): void {
    if (this.#moves < MOVES_A_SNAPSHOT && !this.#parts.store.wantsSnapshot) return;
    this.#orReport(() => this.save());
  }

  /** A market known by the minute can be walked again from an older place, so this may fail. */
  #writeClock(): void {
    this.#orReport(() => this.#parts.store.append({ type: 'clock', at: this.#parts.cursor() }));
  }

  #orReport(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#parts.report(error);
    }
  }

  /** A live market can't be asked again, so what a command or a fill saw of it is written before it. */
  #writeQuotes(): void {
    for (const [symbol, quote] of this.#quotes) {
      if (this.#writtenQuotes.get(symbol) === quote) continue;
      this.#parts.store.append({ type: 'quote', quote });
      this.#writtenQuotes.set(symbol, quote);
    }
  }
}
