/** Writes infra/glue/tables.json, the tables of the lake for the Glue job: `node --import tsx infra/glue/write-tables.ts`. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { schemaText } from '../../adapters/lakehouse/delta/schema.ts';
import type { TableDefinition } from '../../adapters/lakehouse/delta/table-definition.ts';
import { LAKE_TABLES } from '../../adapters/lakehouse/tables/all-tables.ts';

const FILE = path.join(import.meta.dirname, 'tables.json');

/** The text of tables.json as it should be. */
export function tablesText(): string {
  const tables = Object.entries<TableDefinition>(LAKE_TABLES)
    .filter(([name]) => !/^(audit|models)\//.test(name))
    .map(([name, { columns, partitionColumns = [], configuration = {}, description = '' }]) => [
      name,
      { description, partitionColumns, configuration, schema: JSON.parse(schemaText(columns)) as unknown },
    ]);
  return `${JSON.stringify(Object.fromEntries(tables), null, 1)}\n`;
}

/** The text of tables.json as it is. */
export function writtenTables(): Promise<string> {
  return readFile(FILE, 'utf8');
}

if (import.meta.filename === process.argv[1]) await writeFile(FILE, tablesText());
