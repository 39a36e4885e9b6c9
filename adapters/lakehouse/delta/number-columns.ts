import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBDoubleVector } from '@duckdb/node-api';
import { DeltaError } from './delta-error.ts';
import { quoted } from './duckdb-engine.ts';

const FIRST_CAPACITY = 4_096;

/**
 * The answer of a SELECT by column, as numbers: timestamps as epoch ms (microseconds as their fraction), dates as epoch
 * ms of their midnight, booleans as 0 and 1, empty values as NaN. Rows in the order of the SELECT. Decimals and longs
 * become the nearest double.
 *
 * @throws DeltaError for a column of text or bytes.
 */
export async function numberColumns(
  connection: DuckDBConnection,
  select: string,
): Promise<Record<string, Float64Array>> {
  const described = (await connection.runAndReadAll(`DESCRIBE ${select}`)).getRows();
  const names = described.map((row) => String(row[0]));
  const wanted = described.map((row, index) => `${asDouble(names[index] ?? '', String(row[1]))}`);
  const answer = await connection.stream(`SELECT ${wanted.join(', ')} FROM (${select})`);
  let columns = names.map(() => new Float64Array(FIRST_CAPACITY));
  let rows = 0;
  for (;;) {
    const chunk = await answer.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    const after = rows + chunk.rowCount;
    columns = columns.map((column) => (column.length >= after ? column : grown(column, 2 * after)));
    columns.forEach((column, index) => {
      const vector = chunk.getColumnVector(index);
      if (!(vector instanceof DuckDBDoubleVector)) throw new DeltaError(`column ${names[index]} is not of doubles`);
      for (let row = rows; row < after; row += 1) column[row] = vector.getItem(row - rows) ?? NaN;
    });
    rows = after;
  }
  return Object.fromEntries(names.map((name, index) => [name, (columns[index] ?? new Float64Array()).slice(0, rows)]));
}

function asDouble(name: string, type: string): string {
  const column = quoted(name);
  if (type === 'VARCHAR' || type === 'BLOB') {
    throw new DeltaError(`column ${name} (${type}) can't be read as numbers; right is a number, a time or a boolean`);
  }
  if (type === 'DATE') return `epoch_ms(${column})::DOUBLE`;
  return type.startsWith('TIMESTAMP') ? `epoch_us(${column})::DOUBLE / 1000` : `${column}::DOUBLE`;
}

function grown(column: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(column);
  return larger;
}
