import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import type { DeltaTable } from '../../../adapters/lakehouse/delta/delta-table.ts';
import { retentionMs } from '../../../adapters/lakehouse/delta/retention.ts';
import type { LakeTable } from '../../../adapters/lakehouse/tables/all-tables.ts';
import { DAY_MS } from '../../../core/market/bar.ts';
import { countText, sizeText } from './cell-text.ts';
import { withLake } from './lake-place.ts';
import type { LakeOptions, OpenLake } from './lake-place.ts';
import { printAnswer } from './output.ts';
import { existingTable, existingTables, parseTableName } from './table-name.ts';
import { terminalWidth, textTable } from './text-table.ts';

export interface MaintenanceOptions extends LakeOptions {
  readonly dryRun?: boolean;
}

export interface VacuumCommandOptions extends MaintenanceOptions {
  /** Days. */
  readonly olderThan?: number;
}

/** `lake compact [TABLE]`: small files of a partition become one, rows unchanged. */
export function compactTables(text: string | undefined, options: MaintenanceOptions): Promise<void> {
  const name = text === undefined ? undefined : parseTableName(text);
  const dryRun = options.dryRun === true;
  return withLake(options, async (open) => {
    const tables = [];
    for (const [table, delta] of await chosen(open, name)) {
      tables.push({ table, ...(await compactOne(delta, dryRun)) });
    }
    const rows = tables.map(({ table, filesRemoved, filesAdded, bytes, version }) => [
      ...[table, countText(filesRemoved), countText(filesAdded), sizeText(bytes), String(version)],
    ]);
    const numbers = ['small files', 'become', 'of size', 'version'].map((title) => ({
      title,
      align: 'right' as const,
    }));
    printAnswer(options, { dryRun, tables }, () =>
      [textTable([{ title: 'table' }, ...numbers], rows, terminalWidth()), ...dryRunNote(dryRun)].join('\n'),
    );
  });
}

async function compactOne(table: DeltaTable, dryRun: boolean) {
  const plan = await table.compactionPlan();
  const { version, columns } = await table.snapshot();
  if (dryRun || plan.filesRemoved === 0) return { ...plan, version };
  // Rows of a file follow their time, by which they are mostly read.
  const time = columns.find(({ type }) => type === 'timestamp');
  return { ...plan, version: await table.compact(time === undefined ? {} : { orderBy: [time.name] }) };
}

/** `lake vacuum [TABLE]`: files that no reader needs any more are deleted. */
export function vacuumTables(text: string | undefined, options: VacuumCommandOptions): Promise<void> {
  const name = text === undefined ? undefined : parseTableName(text);
  const dryRun = options.dryRun === true;
  const retention = options.olderThan === undefined ? {} : { retentionMs: options.olderThan * DAY_MS };
  return withLake(options, async (open) => {
    const tables = [];
    const vacuumed = await chosen(open, name);
    for (const [table, delta] of vacuumed) await checkRetention(table, delta, options.olderThan);
    for (const [table, delta] of vacuumed) {
      const { files, bytes } = await delta.vacuum({ dryRun, ...retention });
      tables.push({ table, files, bytes });
    }
    const rows = tables.map(({ table, files, bytes }) => [table, countText(files.length), sizeText(bytes)]);
    const numbers = [dryRun ? 'files to delete' : 'files deleted', 'size'].map((title) => ({
      title,
      align: 'right' as const,
    }));
    printAnswer(options, { dryRun, tables }, () =>
      [textTable([{ title: 'table' }, ...numbers], rows, terminalWidth()), ...dryRunNote(dryRun)].join('\n'),
    );
  });
}

/** @throws ConfigurationRefused when readers of the table may still need what is younger than that. */
async function checkRetention(name: LakeTable, table: DeltaTable, days: number | undefined): Promise<void> {
  const kept = retentionMs((await table.snapshot()).metaData.configuration) / DAY_MS;
  if (days === undefined || days >= kept) return;
  throw new ConfigurationRefused(
    `--older-than is ${days}, and must be ${kept} or more: ${name} keeps files for readers of older versions so many days`,
  );
}

async function chosen(
  open: OpenLake,
  name: LakeTable | undefined,
): Promise<readonly (readonly [LakeTable, DeltaTable])[]> {
  return name === undefined ? existingTables(open) : [[name, await existingTable(open, name)]];
}

function dryRunNote(dryRun: boolean): string[] {
  return dryRun ? ['(dry run: nothing was changed)'] : [];
}
