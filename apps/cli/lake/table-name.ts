import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import type { DeltaTable } from '../../../adapters/lakehouse/delta/delta-table.ts';
import { LAKE_TABLE_NAMES } from '../../../adapters/lakehouse/tables/all-tables.ts';
import type { LakeTable } from '../../../adapters/lakehouse/tables/all-tables.ts';
import type { OpenLake } from './lake-place.ts';

const SUGGESTED = 3;

/** `silver/bars_1m`, `silver.bars_1m` or `bars_1m`. @throws ConfigurationRefused with the nearest names. */
export function parseTableName(text: string): LakeTable {
  const name = text.toLowerCase().replace('.', '/');
  const found = LAKE_TABLE_NAMES.filter((table) => table === name || table.endsWith(`/${name}`));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1) throw new ConfigurationRefused(`"${text}" could be ${found.join(' or ')}: name the layer`);
  throw new ConfigurationRefused(`there is no table "${text}"; near to it are ${nearest(name).join(', ')}`);
}

/** @throws ConfigurationRefused when nothing was ever written to it. */
export async function existingTable({ lake, place }: OpenLake, name: LakeTable): Promise<DeltaTable> {
  const table = await lake.existing(name);
  if (table) return table;
  throw new ConfigurationRefused(
    `nothing was written to ${name} in ${place} yet; "minutehand lake ls" names what is there`,
  );
}

/** The tables that are there, by name. */
export async function existingTables({ lake }: OpenLake): Promise<(readonly [LakeTable, DeltaTable])[]> {
  const opened = await Promise.all(LAKE_TABLE_NAMES.map(async (name) => [name, await lake.existing(name)] as const));
  return opened.flatMap(([name, table]) => (table ? [[name, table] as const] : []));
}

function nearest(name: string): LakeTable[] {
  const distance = (table: LakeTable) =>
    Math.min(editDistance(name, table), editDistance(name, table.slice(table.indexOf('/') + 1)));
  return [...LAKE_TABLE_NAMES].sort((a, b) => distance(a) - distance(b)).slice(0, SUGGESTED);
}

/** Letters to insert, delete or replace until one is the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
