import { tableState } from '../../../adapters/lakehouse/table-state.ts';
import { countText, sizeText } from './cell-text.ts';
import { withLake } from './lake-place.ts';
import type { LakeOptions } from './lake-place.ts';
import { printAnswer } from './output.ts';
import { existingTables } from './table-name.ts';
import { terminalWidth, textTable } from './text-table.ts';

/** `lake ls`: every table that is there, from its log alone. */
export function listTables(options: LakeOptions): Promise<void> {
  return withLake(options, async (open) => {
    const tables = await Promise.all(
      (await existingTables(open)).map(async ([name, table]) => tableState(name, await table.snapshot())),
    );
    const columns = [
      { title: 'table' },
      ...(['rows', 'files', 'size'] as const).map((title) => ({ title, align: 'right' as const })),
      { title: 'first' },
      { title: 'last' },
      { title: 'version', align: 'right' as const },
    ];
    const rows = tables.map(({ name, rows, files, bytes, firstDate = '', lastDate = '', version }) => [
      ...[name, countText(rows), countText(files), sizeText(bytes), firstDate, lastDate, String(version)],
    ]);
    printAnswer(options, { lake: open.place, tables }, () => textTable(columns, rows, terminalWidth()));
  });
}
