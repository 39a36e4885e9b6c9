import { createReadStream } from 'node:fs';
import type { StoredRecord } from '../../core/trading/records.ts';
import { AuditError } from './audit-error.ts';
import { GENESIS_HASH, isSelfConsistent } from './hash-chain.ts';
import type { AuditTable } from './tables.ts';
import { AUDIT_TABLES, tableFile } from './tables.ts';

/** How a table was found. */
export interface TableVerdict {
  readonly table: AuditTable;
  /** Complete lines whose chain holds. */
  readonly lines: number;
  /** Hash of the last of them: kept elsewhere, it proves later that none was cut off. */
  readonly lastHash: string;
  /** Bytes of a line that was not finished: a writer at work, or one that died. The next opening cuts them off. */
  readonly unfinishedBytes: number;
}

export type AuditVerdict =
  | { readonly ok: true; readonly tables: readonly TableVerdict[] }
  | {
      readonly ok: false;
      readonly table: AuditTable;
      readonly file: string;
      readonly line: number;
      readonly reason: string;
    };

/**
 * Follows the chain of every table from its first line, streaming, and names the first line that is broken: altered,
 * removed, inserted or out of order. Lines cut off at the very end can't be seen without an earlier `lastHash`.
 * A table that is not there counts as empty.
 */
export async function verifyAudit(directory: string): Promise<AuditVerdict> {
  const tables: TableVerdict[] = [];
  for (const table of AUDIT_TABLES) {
    const file = tableFile(directory, table);
    let lines = 0;
    let lastHash = GENESIS_HASH;
    let unfinishedBytes = 0;
    for await (const { text, isComplete } of linesOf(file)) {
      if (!isComplete) {
        unfinishedBytes = Buffer.byteLength(text);
        continue;
      }
      lines++;
      const link = followLink(text, table, lastHash);
      if ('reason' in link) return { ok: false, table, file, line: lines, reason: link.reason };
      lastHash = link.hash;
    }
    tables.push({ table, lines, lastHash, unfinishedBytes });
  }
  return { ok: true, tables };
}

function followLink(text: string, table: AuditTable, previousHash: string): { hash: string } | { reason: string } {
  let stored: StoredRecord;
  try {
    stored = JSON.parse(text) as StoredRecord;
  } catch {
    return { reason: 'it is not JSON' };
  }
  if (typeof stored !== 'object' || stored === null || stored.table !== table) {
    return { reason: `it is not a record of the table ${table}` };
  }
  if (stored.previousHash !== previousHash) return { reason: 'it is not chained to the line before' };
  if (!isSelfConsistent(stored)) return { reason: 'its hash is not that of its content' };
  return { hash: stored.hash };
}

async function* linesOf(file: string): AsyncGenerator<{ text: string; isComplete: boolean }> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(file, { encoding: 'utf8' })) {
      const parts = (rest + String(chunk)).split('\n');
      rest = parts.pop()!;
      for (const text of parts) yield { text, isComplete: true };
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new AuditError(`${file} can't be read: ${(error as Error).message}`, { cause: error });
  }
  if (rest !== '') yield { text: rest, isComplete: false };
}
