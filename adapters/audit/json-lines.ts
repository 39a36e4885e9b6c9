import { mkdir, open } from 'node:fs/promises';
import type { AuditRecord } from '../../core/trading/records.ts';
import type { AuditLog, RecordOrigin } from './port.ts';
import type { AuditTable } from './tables.ts';
import { AUDIT_TABLES } from './tables.ts';
import type { TableBatch } from './table-writer.ts';
import { TableWriter } from './table-writer.ts';
import { lockForWriting } from './writer-lock.ts';

export interface JsonLinesOptions {
  /** Wall clock in epoch ms, for `writtenAt`. */
  readonly now?: () => number;
  /** Told of every unfinished line that a crash left and that opening has cut off. */
  readonly onRepair?: (table: AuditTable, bytes: number) => void;
}

type Writers = Readonly<Record<AuditTable, TableWriter>>;

/**
 * Opens the audit as JSON lines in a directory, created when it is missing: one file a table, each line chained to the
 * one before by sha256, one writer at a time.
 *
 * A failed append (a full disk, say) leaves every file as it was. A process that dies in the middle of one may leave
 * some of its records: the same append, made again as every retry does, adds those that are missing, once each.
 *
 * @throws AuditError when another process writes there, or when a file's last line is not one that an audit wrote.
 */
export async function openAuditLog(directory: string, options: JsonLinesOptions = {}): Promise<AuditLog> {
  await mkdir(directory, { recursive: true });
  const unlock = await lockForWriting(directory);
  try {
    const writers = await openWriters(directory);
    await syncDirectory(directory);
    for (const table of AUDIT_TABLES) {
      const { repairedBytes } = writers[table];
      if (repairedBytes > 0) options.onRepair?.(table, repairedBytes);
    }
    return createLog(writers, options.now ?? Date.now, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

function createLog(writers: Writers, now: () => number, unlock: () => Promise<void>): AuditLog {
  let queue: Promise<unknown> = Promise.resolve();
  /** Appends come one after the other, whoever asks; one's failure is not the next one's. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  };
  return {
    append: (records, origin) => inTurn(() => appendAll(writers, records, origin, now())),
    close: () =>
      inTurn(async () => {
        await Promise.all(AUDIT_TABLES.map((table) => writers[table].close()));
        await unlock();
      }),
  };
}

async function appendAll(
  writers: Writers,
  records: readonly AuditRecord[],
  origin: RecordOrigin,
  writtenAt: number,
): Promise<void> {
  const batches = AUDIT_TABLES.map((table) => {
    const ofTable = records.filter((record) => record.table === table);
    return { writer: writers[table], batch: writers[table].prepare(ofTable, origin, writtenAt) };
  }).filter((entry): entry is { writer: TableWriter; batch: TableBatch } => entry.batch !== undefined);

  const results = await Promise.allSettled(batches.map(({ writer, batch }) => writer.write(batch)));
  const failure = results.find((result) => result.status === 'rejected');
  if (!failure) {
    for (const { writer, batch } of batches) writer.keep(batch);
    return;
  }
  await Promise.allSettled(batches.map(({ writer }) => writer.undo()));
  throw failure.reason;
}

async function openWriters(directory: string): Promise<Writers> {
  const opened: Partial<Record<AuditTable, TableWriter>> = {};
  try {
    for (const table of AUDIT_TABLES) opened[table] = await TableWriter.open(directory, table);
    return opened as Writers;
  } catch (error) {
    await Promise.all(Object.values(opened).map((writer) => writer.close()));
    throw error;
  }
}

/** A new file is there for good only once its directory is on disk. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
