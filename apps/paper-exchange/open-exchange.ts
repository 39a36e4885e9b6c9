import { createMatchingEngine, restoreMatchingEngine } from '../../core/matching/matching-engine.ts';
import type { MatchingEngine, SymbolSpec } from '../../core/matching/engine-contract.ts';
import { applyCommand } from './commands.ts';
import { Exchange } from './exchange.ts';
import type { LiveMarket, MinuteMarket } from './market/source.ts';
import { MinuteWalker } from './market-driver/minute-walker.ts';
import type { MinuteCursor, Pace } from './market-driver/minute-walker.ts';
import { LiveMarketView } from './market-view/live-market-view.ts';
import { MinuteMarketView } from './market-view/minute-market-view.ts';
import type { JournalEntry, ListenKey, MarketIdentity, Quote, Snapshot } from './state/entries.ts';
import { moveOf } from './state/quote-move.ts';
import { checkIdentity, StateStore } from './state/store.ts';

/** An exchange as it was when it stopped, or a new one, and what walks its market. */
export interface OpenedExchange {
  readonly exchange: Exchange;
  /** Market time up to which the account has been used, epoch ms: the clock never starts before it. */
  readonly usedUntil: number;
}

type Report = (error: unknown) => void;

interface Recovered {
  readonly engine: MatchingEngine;
  readonly listenKey: ListenKey | null;
  readonly quotes: readonly Quote[];
  readonly usedUntil: number;
}

/** Opens the state of minute markets (one clock for all of them). Throws `StateError`. */
export function openOnMinuteMarkets(
  directory: string,
  markets: readonly MinuteMarket[],
  seed: number | null,
  deposit: string,
  pace: Pace,
  report: Report,
): OpenedExchange & { readonly walker: MinuteWalker } {
  const first = markets[0];
  if (first === undefined) throw new RangeError('an exchange needs a market');
  const identity: MarketIdentity = {
    kind: first.kind,
    symbols: markets.map((market) => market.symbol),
    seed,
    historyFrom: first.historyFrom,
    startsAt: first.startsAt,
  };
  const specs = specsOf(markets);
  return withStore(directory, (store, snapshot, entries) => {
    if (snapshot !== undefined) checkIdentity(snapshot.market, identity);
    const walker = new MinuteWalker(markets, snapshot?.at ?? { minute: first.startsAt, point: -1 });
    const recovered =
      snapshot === undefined
        ? newAccount(specs, deposit, walker.time)
        : recover(snapshot, specs, entries, (engine) => walkingReplay(engine, walker, snapshot.pace));
    const { engine } = recovered;
    walker.announce((move) => engine.advance(move));
    engine.takeEvents();
    const views = markets.map((market) => new MinuteMarketView(market, walker));
    const cursor = (): MinuteCursor => walker.cursor;
    const exchange = new Exchange({ ...recovered, identity, store, markets: views, pace, cursor, report });
    exchange.save();
    return { exchange, walker, usedUntil: recovered.usedUntil };
  });
}

/** Opens the state of a live market. Throws `StateError`. */
export function openOnLiveMarket(
  directory: string,
  market: LiveMarket,
  deposit: string,
  report: Report,
): OpenedExchange & { readonly view: LiveMarketView } {
  const identity: MarketIdentity = {
    kind: market.kind,
    symbols: [market.symbol],
    seed: null,
    historyFrom: 0,
    startsAt: 0,
  };
  const specs = specsOf([market]);
  return withStore(directory, (store, snapshot, entries) => {
    if (snapshot !== undefined) checkIdentity(snapshot.market, identity);
    const recovered =
      snapshot === undefined
        ? newAccount(specs, deposit, Date.now())
        : recover(snapshot, specs, entries, (engine) => (entry) => {
            if (entry.type === 'quote') engine.advance(moveOf(entry.quote));
          });
    recovered.engine.takeEvents();
    const view = new LiveMarketView(market);
    const cursor = (): MinuteCursor => ({ minute: 0, point: -1 });
    const exchange = new Exchange({ ...recovered, identity, store, markets: [view], pace: 'seconds', cursor, report });
    exchange.save();
    return { exchange, view, usedUntil: recovered.usedUntil };
  });
}

/** Opens the folder, and lets it go again when what follows fails. */
function withStore<T>(
  directory: string,
  use: (store: StateStore, snapshot: Snapshot | undefined, entries: readonly JournalEntry[]) => T,
): T {
  const { store, snapshot, entries } = StateStore.open(directory);
  try {
    return use(store, snapshot, entries);
  } catch (error) {
    store.close();
    throw error;
  }
}

function newAccount(specs: Record<string, SymbolSpec>, deposit: string, time: number): Recovered {
  const engine = createMatchingEngine({ symbols: specs, deposit, time });
  return { engine, listenKey: null, quotes: [], usedUntil: time };
}

/**
 * The engine of the snapshot, with the journal's entries done again on it under the rules they were made by, and then
 * under today's rules and fees.
 */
function recover(
  snapshot: Snapshot,
  specs: Record<string, SymbolSpec>,
  entries: readonly JournalEntry[],
  replayMarket: (engine: MatchingEngine) => (entry: JournalEntry) => void,
): Recovered {
  const engine = restoreMatchingEngine(snapshot.engine, { ...snapshot.specs });
  let listenKey = snapshot.listenKey;
  let usedUntil = 0;
  const quotes = new Map(snapshot.quotes.map((quote) => [quote.symbol, quote]));
  for (const quote of snapshot.quotes) engine.advance(moveOf({ ...withoutFunding(quote) }));
  const moveMarket = replayMarket(engine);
  for (const entry of entries) {
    moveMarket(entry);
    if (entry.type === 'quote') quotes.set(entry.quote.symbol, entry.quote);
    if (entry.type === 'listen-key') listenKey = entry.listenKey;
    if (entry.type !== 'command') continue;
    applyCommand(engine, entry.command, entry.time);
    usedUntil = entry.time;
  }
  engine.takeEvents();
  const today = restoreMatchingEngine(engine.snapshot(), specs);
  for (const quote of quotes.values()) today.advance(moveOf(withoutFunding(quote)));
  return { engine: today, listenKey, quotes: [...quotes.values()], usedUntil };
}

/** Walks the market to where each entry was made. */
function walkingReplay(engine: MatchingEngine, walker: MinuteWalker, pace: Pace): (entry: JournalEntry) => void {
  walker.announce((move) => engine.advance(move));
  return (entry) => {
    if (entry.type === 'clock' || entry.type === 'command') {
      walker.stepTo(entry.at, pace, (move) => engine.advance(move));
    }
  };
}

/** A quotation that is repeated must not settle funding again. */
function withoutFunding(quote: Quote): Quote {
  const { fundingRate: _, ...rest } = quote;
  return rest;
}

function specsOf(markets: readonly { symbol: string; spec: SymbolSpec }[]): Record<string, SymbolSpec> {
  return Object.fromEntries(markets.map((market) => [market.symbol, market.spec]));
}
