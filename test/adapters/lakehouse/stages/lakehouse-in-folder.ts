import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Lakehouse } from '../../../../adapters/lakehouse/lakehouse.ts';
import { LAKE_TABLE_NAMES } from '../../../../adapters/lakehouse/tables/all-tables.ts';
import type { LakeTable } from '../../../../adapters/lakehouse/tables/all-tables.ts';

/** A lakehouse in a temporary folder, which goes with it. */
export interface TemporaryLakehouse {
  readonly lake: Lakehouse;
  /** The newest version of each table that is there. */
  versions(): Promise<Partial<Record<LakeTable, number>>>;
  remove(): Promise<void>;
}

export async function makeLakehouse(): Promise<TemporaryLakehouse> {
  const folder = await mkdtemp(path.join(tmpdir(), 'minutehand-lakehouse-'));
  const lake = new Lakehouse({ kind: 'folder', folder }, { memoryLimit: '512MB', threads: 2 });
  return {
    lake,
    async versions() {
      const versions: Partial<Record<LakeTable, number>> = {};
      for (const name of LAKE_TABLE_NAMES) {
        const table = await lake.existing(name);
        if (table) versions[name] = (await table.snapshot()).version;
      }
      return versions;
    },
    async remove() {
      await lake.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** All rows of a table that is there, in the order of `orderBy`. */
export async function rowsOf(lake: Lakehouse, name: LakeTable, orderBy = 'open_time') {
  const table = await lake.existing(name);
  if (!table) return {};
  return table.read({ orderBy: ['symbol', orderBy] });
}
