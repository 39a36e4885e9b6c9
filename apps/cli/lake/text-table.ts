import Table from 'cli-table3';

/** A column of a table in text. */
export interface TextColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** The column that is broken into lines when the terminal is too narrow; others keep their width. */
  readonly wrap?: boolean;
}

const BETWEEN = 2;
const NARROWEST_WRAP = 20;
const NOTHING_BUT_BLANKS = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '' },
  ...{ 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '' },
  middle: ' '.repeat(BETWEEN),
};

/** Columns of the terminal; a pipe has as many as COLUMNS says, else no end. */
export function terminalWidth(stream: NodeJS.WriteStream = process.stdout, env = process.env): number {
  const told = Number(env['COLUMNS']);
  return stream.columns ?? (told > 0 ? told : Infinity);
}

/**
 * Rows in columns, or, where they don't fit side by side, each row as lines of title and value.
 * Control characters in the cells are shown as `·`: a text of the lake must not steer the terminal.
 */
export function textTable(
  columns: readonly TextColumn[],
  cells: readonly (readonly string[])[],
  width: number,
): string {
  const rows = cells.map((row) => row.map((cell) => cell.replace(/\p{Cc}/gu, '·')));
  const natural = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const gaps = BETWEEN * (columns.length - 1);
  const fixed = natural.reduce((sum, each, index) => sum + (columns[index]?.wrap === true ? 0 : each), gaps);
  const whole = natural.reduce((sum, each) => sum + each, gaps);
  const forWrapped = Math.floor((width - fixed) / Math.max(1, columns.filter(({ wrap }) => wrap).length));
  if (whole > width && (forWrapped < NARROWEST_WRAP || !columns.some(({ wrap }) => wrap))) {
    return asRecords(columns, rows);
  }
  const table = new Table({
    head: columns.map(({ title }) => title),
    chars: NOTHING_BUT_BLANKS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: columns.map(({ align = 'left' }) => align),
    colWidths: natural.map((each, index) => (columns[index]?.wrap === true ? Math.min(each, forWrapped) : each)),
    wordWrap: true,
  });
  table.push(...rows.map((row) => [...row]));
  return withoutTrailingBlanks(table.toString());
}

function asRecords(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string {
  const longest = Math.max(...columns.map(({ title }) => title.length));
  return rows
    .map((row, index) => {
      const lines = columns.map(({ title }, column) =>
        `${title.padEnd(longest + BETWEEN)}${row[column] ?? ''}`.trimEnd(),
      );
      return [`-- row ${index + 1}`, ...lines].join('\n');
    })
    .join('\n');
}

function withoutTrailingBlanks(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** A text in lines that fit, broken between words. */
export function wrappedText(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
