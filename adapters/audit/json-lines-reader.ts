import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import type { StoredRecord } from '../../core/trading/records.ts';
import type { AuditReader } from './port.ts';
import type { AuditTable } from './tables.ts';
import { tableFile } from './tables.ts';
import { readTail } from './tail.ts';

/**
 * Reads the audit that openAuditLog writes, from this process or another. Reads the end of a file only. A table
 * that has not been written yet is empty; a line that is just being written is not there yet.
 */
export function openAuditReader(directory: string): AuditReader {
  return {
    async latest<T extends AuditTable>(table: T, count: number) {
      const file = await openIfThere(tableFile(directory, table));
      if (!file) return [];
      try {
        const { lines } = await readTail(file, count);
        return lines.map((line) => JSON.parse(line) as Extract<StoredRecord, { table: T }>);
      } finally {
        await file.close();
      }
    },
  };
}

async function openIfThere(name: string): Promise<FileHandle | undefined> {
  try {
    return await open(name, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
