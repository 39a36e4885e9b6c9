import { join } from 'node:path';
import type { JournalEntry, MarketIdentity, Snapshot } from './entries.ts';
import { FolderLock } from './folder-lock.ts';
import { Journal } from './journal.ts';
import { readSnapshot, writeSnapshot } from './snapshot-file.ts';
import { StateError } from './state-error.ts';

/** Entries after which the journal is folded into the snapshot. */
const ENTRIES_A_SNAPSHOT = 20_000;

/** The exchange's state on disk: `snapshot.json`, and in `journal.jsonl` everything that happened since. */
export class StateStore {
  readonly #lock: FolderLock;
  readonly #snapshotFile: string;
  readonly #journal: Journal<JournalEntry>;

  private constructor(lock: FolderLock, snapshotFile: string, journal: Journal<JournalEntry>) {
    this.#lock = lock;
    this.#snapshotFile = snapshotFile;
    this.#journal = journal;
  }

  /** Throws `StateError` when the folder is in use, damaged, or belongs to another market. */
  static open(directory: string): {
    store: StateStore;
    snapshot: Snapshot | undefined;
    entries: readonly JournalEntry[];
  } {
    const lock = FolderLock.take(directory);
    try {
      const snapshotFile = join(directory, 'snapshot.json');
      const snapshot = asSnapshot(readSnapshot(snapshotFile), snapshotFile);
      const known = snapshot?.journalNumber ?? 0;
      const opened = Journal.open<JournalEntry>(join(directory, 'journal.jsonl'), known + 1);
      const news = opened.entries.filter(({ n }) => n > known);
      if (news.length > 0 && news[0]?.n !== known + 1) {
        throw new StateError(`${directory} lacks journal entry ${known + 1}: the snapshot and the journal don't match`);
      }
      return { store: new StateStore(lock, snapshotFile, opened.journal), snapshot, entries: news.map((e) => e.entry) };
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** On disk, as far as a killed process is concerned, when it returns. */
  append(entry: JournalEntry): void {
    this.#journal.append(entry);
  }

  get wantsSnapshot(): boolean {
    return this.#journal.length >= ENTRIES_A_SNAPSHOT;
  }

  save(snapshot: Omit<Snapshot, 'version' | 'journalNumber'>): void {
    writeSnapshot(this.#snapshotFile, { version: 1, journalNumber: this.#journal.lastNumber, ...snapshot });
    this.#journal.startAfresh();
  }

  close(): void {
    this.#journal.close();
    this.#lock.release();
  }
}

/** Throws `StateError` when the folder's state was made on another market. */
export function checkIdentity(stored: MarketIdentity, present: MarketIdentity): void {
  for (const key of ['kind', 'symbols', 'seed', 'historyFrom', 'startsAt'] as const) {
    const was = JSON.stringify(stored[key]);
    const is = JSON.stringify(present[key]);
    if (was === is) continue;
    throw new StateError(
      `the state folder belongs to another market: its ${key} is ${was}, this one's is ${is}; ` +
        'choose another --data-dir, or the same market',
    );
  }
}

function asSnapshot(value: unknown, file: string): Snapshot | undefined {
  if (value === undefined) return undefined;
  if (isSnapshot(value)) return value;
  throw new StateError(`${file} is not a snapshot of this version of the paper exchange`);
}

function isSnapshot(value: unknown): value is Snapshot {
  if (typeof value !== 'object' || value === null) return false;
  const { version, journalNumber, at } = value as Partial<Snapshot>;
  return version === 1 && typeof journalNumber === 'number' && at !== undefined;
}
