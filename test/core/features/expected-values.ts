import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A column of a golden file: what a reference gives for a feature at some minutes of a slice of real data. */
export interface ExpectedColumn {
  readonly reference: string;
  readonly feature: string;
  /** By minute of the slice; NaN where the reference is undefined. */
  readonly values: readonly { readonly row: number; readonly value: number }[];
}

export interface ExpectedSlice {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly columns: readonly ExpectedColumn[];
}

/** Reads golden/expected-<month>.csv. An empty cell of TA-Lib means undefined, of Python that it was not computed. */
export function expectedSlice(month: string): ExpectedSlice {
  const lines = readFileSync(path.join(import.meta.dirname, `golden/expected-${month}.csv`), 'utf8')
    .trim()
    .split('\n');
  const [, first, last] = /^# rows (\d+) to (\d+) of/.exec(lines[0]!)!;
  const rows = lines.filter((line) => !line.startsWith('#')).map((line) => line.split(','));
  const [header, ...body] = rows as [string[], ...string[][]];
  const start = Number(body[0]![0]);
  const columns = header.slice(1).map((title, place) => {
    const [reference, feature] = title.split(':') as [string, string];
    const values = body
      .map((cells) => ({ row: (Number(cells[0]) - start) / 60_000, cell: cells[place + 1]! }))
      .filter(({ cell }) => reference === 'TA-Lib' || cell !== '')
      .map(({ row, cell }) => ({ row, value: cell === '' ? NaN : Number(cell) }));
    return { reference, feature, values };
  });
  return { firstRow: Number(first), lastRow: Number(last), columns };
}
