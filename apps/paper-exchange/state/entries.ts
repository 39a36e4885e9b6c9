import type { EngineBook, SymbolSpec } from '../../../core/matching/engine-contract.ts';
import type { Command } from '../commands.ts';
import type { MinuteCursor, Pace } from '../market-driver/minute-walker.ts';

/** A quotation of a live market: what can't be asked for again after a restart. */
export interface Quote {
  readonly symbol: string;
  readonly time: number;
  readonly kind: 'jump' | 'path';
  readonly price: string;
  readonly mark: string;
  readonly book: EngineBook;
  readonly fundingRate?: string;
}

export interface ListenKey {
  readonly key: string;
  /** Wall time, epoch ms. */
  readonly validUntil: number;
}

/**
 * What the journal is made of. A market known minute by minute is not written down: it says the same again, so that a
 * restart walks it from the snapshot to the cursor of each entry and repeats the command there.
 */
export type JournalEntry =
  | { readonly type: 'clock'; readonly at: MinuteCursor }
  | { readonly type: 'command'; readonly at: MinuteCursor; readonly time: number; readonly command: Command }
  | { readonly type: 'quote'; readonly quote: Quote }
  | { readonly type: 'listen-key'; readonly listenKey: ListenKey | null };

/** What the state belongs to; a folder made for another market is refused. */
export interface MarketIdentity {
  readonly kind: string;
  readonly symbols: readonly string[];
  readonly seed: number | null;
  readonly historyFrom: number;
  readonly startsAt: number;
}

export interface Snapshot {
  readonly version: 1;
  readonly market: MarketIdentity;
  /** Number of the newest journal entry that the snapshot contains. */
  readonly journalNumber: number;
  readonly at: MinuteCursor;
  /** The pace at which the entries after this snapshot were made. */
  readonly pace: Pace;
  readonly listenKey: ListenKey | null;
  /** The last quotation of each symbol of a live market. */
  readonly quotes: readonly Quote[];
  /** The rules and fees by which the entries after this snapshot were made. */
  readonly specs: Readonly<Record<string, SymbolSpec>>;
  readonly engine: unknown;
}
