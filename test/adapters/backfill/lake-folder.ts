import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import type { LakeTable } from '../../../adapters/lakehouse/tables/all-tables.ts';

/** A lake in a folder of its own, and the questions that tests ask of it. */
export class LakeFolder {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'minutehand-backfill-lake-'));
  readonly lake = new Lakehouse({ kind: 'folder', folder: this.folder }, { memoryLimit: '512MB', threads: 2 });

  /** The answer's rows; `t` is the table. Undefined when the table isn't there. */
  async query(table: LakeTable, sql: string): Promise<unknown[][] | undefined> {
    const there = await this.lake.existing(table);
    return there?.withView('t', async (connection) => (await connection.runAndReadAll(sql)).getRowsJson());
  }

  async count(table: LakeTable, where = 'true'): Promise<number> {
    return Number((await this.query(table, `SELECT count(*) FROM t WHERE ${where}`))?.[0]?.[0] ?? 0);
  }

  /** -1 when the table isn't there. */
  async version(table: LakeTable): Promise<number> {
    return (await (await this.lake.existing(table))?.snapshot())?.version ?? -1;
  }

  async close(): Promise<void> {
    await this.lake.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
