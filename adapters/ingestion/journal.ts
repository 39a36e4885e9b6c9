import { mkdir } from 'node:fs/promises';
import { lockForWriting } from '../audit/writer-lock.ts';
import { lineOf } from './journal-row.ts';
import type { JournalRow } from './journal-row.ts';
import type { RecorderLimits } from './limits.ts';
import { RECORDED_TABLES } from './market-message.ts';
import type { RecordedTable } from './market-message.ts';
import { readProgress, writeProgress } from './progress-file.ts';
import type { Progress } from './progress-file.ts';
import { TableJournal } from './table-journal.ts';

/** So much in memory is written without waiting for the next turn. */
const WRITE_AT_BYTES = 256 * 1024;
const PROGRESS_EVERY_MS = 100;

export interface JournalEvents {
  /** The bounds are reached (`false`), or there is room again. */
  readonly onRoom: (hasRoom: boolean) => void;
  /** Finished files wait for their table. */
  readonly onSealed: () => void;
  readonly say: (sentence: string) => void;
  /** What is complete once all that was added until now is written. */
  readonly progress: () => Progress;
}

/**
 * Everything between the sockets and the tables, in a folder with one writer. Memory holds the messages of the last
 * moments, files hold those of the last flush; both are bounded, and reading stops before either bound is passed by more
 * than what the sockets had read already.
 */
export class Journal {
  readonly folder: string;
  readonly tables: ReadonlyMap<RecordedTable, TableJournal>;
  /** As the process before left it. */
  readonly earlier: Progress;
  readonly #release: () => Promise<void>;
  readonly #limits: RecorderLimits;
  readonly #now: () => number;
  #events: JournalEvents | undefined;
  #turns: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #queuedTurns = 0;
  #hasRoom = true;
  #progressAt = 0;
  #keptProgress = '';
  /** How many places the progress file knows of. */
  #keptPlaces = 0;
  #failure: string | undefined;
  #retryAt = 0;

  private constructor(parts: {
    folder: string;
    tables: ReadonlyMap<RecordedTable, TableJournal>;
    earlier: Progress;
    release: () => Promise<void>;
    limits: RecorderLimits;
    now: () => number;
  }) {
    this.folder = parts.folder;
    this.tables = parts.tables;
    this.earlier = parts.earlier;
    this.#release = parts.release;
    this.#limits = parts.limits;
    this.#now = parts.now;
  }

  /** @throws Error with a sentence when another process uses the folder, or it can't be used. */
  static async open(folder: string, limits: RecorderLimits, now: () => number): Promise<Journal> {
    const release = await lockFolder(folder);
    try {
      const earlier = await readProgress(folder);
      const tables = new Map<RecordedTable, TableJournal>();
      for (const table of RECORDED_TABLES) tables.set(table, await TableJournal.open(folder, table, now()));
      return new Journal({ folder, tables, earlier, release, limits, now });
    } catch (error) {
      await release();
      throw openingFailure(folder, error);
    }
  }

  /** Bytes in memory. */
  get memoryBytes(): number {
    return this.#sum(({ pendingBytes }) => pendingBytes);
  }

  /** Bytes in files that are not in the tables yet. */
  get fileBytes(): number {
    return this.#sum(({ fileBytes }) => fileBytes);
  }

  /** Wall time of the oldest row that is not in its table; undefined when all are. */
  get oldestSince(): number | undefined {
    const times = [...this.tables.values()].flatMap(({ oldestSince }) => oldestSince ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Whether neither bound is reached. */
  get hasRoom(): boolean {
    return this.#hasRoom;
  }

  /** Why the disk refuses at present. */
  get failure(): string | undefined {
    return this.#failure;
  }

  start(events: JournalEvents): void {
    this.#events = events;
    this.#timer = setInterval(() => {
      if (this.#queuedTurns === 0 && performance.now() >= this.#retryAt) void this.#turn(false);
    }, this.#limits.writeEveryMs);
  }

  add(table: RecordedTable, row: JournalRow): void {
    const journal = this.tables.get(table)!;
    journal.add(lineOf(row), row.receiveTime);
    if (journal.pendingBytes < WRITE_AT_BYTES) return;
    if (this.#hasRoom && this.memoryBytes > this.#limits.memoryBytes) this.#tellRoom(false);
    if (this.#queuedTurns === 0 && this.#failure === undefined) void this.#turn(false);
  }

  /** Everything into finished files. Rejects when the disk refuses; nothing is lost then. */
  async sealAll(): Promise<void> {
    await this.#turn(true);
    if (this.#failure !== undefined) throw new Error(this.#failure);
  }

  /** Writes what it can and lets the folder go. Resolves with the bytes that the disk did not take: they are lost. */
  async close(): Promise<number> {
    clearInterval(this.#timer);
    await this.#turn(true);
    for (const journal of this.tables.values()) await journal.close();
    await this.#release();
    return this.memoryBytes;
  }

  /** Called when files went into their table: there may be room again. */
  committed(): void {
    this.#judgeRoom();
  }

  #turn(seal: boolean): Promise<void> {
    this.#queuedTurns += 1;
    this.#turns = this.#turns.then(async () => {
      try {
        await this.#write(seal);
        this.#succeeded();
      } catch (error) {
        this.#failed(error as Error);
      } finally {
        this.#queuedTurns -= 1;
      }
      this.#judgeRoom();
    });
    return this.#turns;
  }

  async #write(seal: boolean): Promise<void> {
    const { flushBytes, flushAgeMs } = this.#limits;
    const progress = this.#events?.progress();
    // Where recording began must be known before there is a row of it: what a killed process missed is counted from there.
    if (progress && placesIn(progress) > this.#keptPlaces) await this.#keep(progress);
    let sealed = false;
    for (const journal of this.tables.values()) {
      await journal.write();
      // A chunk that an earlier turn could not finish comes first; what was added since is another one.
      if (journal.pendingBytes > 0) await journal.write();
      if (!seal && !journal.isDue(this.#now(), flushBytes, flushAgeMs)) continue;
      await journal.seal(this.#now());
      sealed = true;
    }
    if (sealed) this.#events?.onSealed();
    const isDue = sealed || performance.now() - this.#progressAt > PROGRESS_EVERY_MS;
    if (progress && isDue) await this.#keep(progress);
  }

  async #keep(progress: Progress): Promise<void> {
    const text = JSON.stringify(progress);
    if (text !== this.#keptProgress) await writeProgress(this.folder, text);
    this.#keptProgress = text;
    this.#keptPlaces = placesIn(progress);
    this.#progressAt = performance.now();
  }

  #failed(error: Error): void {
    const sentence = `the journal in ${this.folder} can't be written (${error.message}): what came is kept in memory, and written as soon as the disk allows`;
    if (this.#failure === undefined) this.#events?.say(sentence);
    this.#failure = sentence;
    this.#retryAt = performance.now() + Math.min(1_000, this.#limits.longestRetryMs);
  }

  #succeeded(): void {
    if (this.#failure === undefined) return;
    this.#failure = undefined;
    this.#events?.say(`the journal in ${this.folder} is written again; nothing that came is missing`);
  }

  #judgeRoom(): void {
    const { memoryBytes, journalBytes } = this.#limits;
    const [inMemory, inFiles] = [this.memoryBytes, this.fileBytes];
    if (inMemory > memoryBytes || inFiles > journalBytes) this.#tellRoom(false);
    else if (inMemory <= memoryBytes / 2 && inFiles <= journalBytes * 0.9) this.#tellRoom(true);
  }

  #tellRoom(hasRoom: boolean): void {
    if (hasRoom === this.#hasRoom) return;
    this.#hasRoom = hasRoom;
    this.#events?.onRoom(hasRoom);
  }

  #sum(part: (journal: TableJournal) => number): number {
    let sum = 0;
    for (const journal of this.tables.values()) sum += part(journal);
    return sum;
  }
}

async function lockFolder(folder: string): Promise<() => Promise<void>> {
  try {
    await mkdir(folder, { recursive: true });
    return await lockForWriting(folder, 'the journal of market data');
  } catch (error) {
    throw openingFailure(folder, error);
  }
}

/** The system's own errors name neither the folder nor what it is for. */
function openingFailure(folder: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  return new Error(`the journal in ${folder} can't be opened: ${error.message}`, { cause: error });
}

function placesIn({ complete }: Progress): number {
  return Object.values(complete).reduce((sum, bySymbol) => sum + Object.keys(bySymbol).length, 0);
}
