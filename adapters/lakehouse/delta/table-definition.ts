import { randomUUID } from 'node:crypto';
import type { Action, MetaData } from './actions.ts';
import { DeltaError } from './delta-error.ts';
import { checkPartitionColumns } from './partition-values.ts';
import { OUR_PROTOCOL } from './protocol.ts';
import { retentionMs } from './retention.ts';
import { checkColumns, schemaText } from './schema.ts';
import type { Column } from './schema.ts';
import type { Snapshot } from './snapshot.ts';

/** What a table is made with. */
export interface TableDefinition {
  readonly columns: readonly Column[];
  readonly partitionColumns?: readonly string[];
  /** `delta.appendOnly`, `delta.checkpointInterval`, `delta.deletedFileRetentionDuration`, and names of one's own. */
  readonly configuration?: Readonly<Record<string, string>>;
  readonly description?: string;
}

const SETTINGS: Readonly<Record<string, RegExp>> = {
  'delta.appendOnly': /^(true|false)$/,
  'delta.checkpointInterval': /^[1-9]\d*$/,
  'delta.deletedFileRetentionDuration': /^interval /,
};

/** The actions of a table's first commit. @throws DeltaError for a definition that can't be. */
export function firstActions(definition: TableDefinition, name: string, now: number): Action[] {
  const { columns, partitionColumns = [], configuration = {}, description } = definition;
  checkColumns(columns);
  checkPartitionColumns(partitionColumns, columns);
  checkConfiguration(configuration);
  const metaData: MetaData = {
    id: randomUUID(),
    name,
    ...(description !== undefined && { description }),
    format: { provider: 'parquet', options: {} },
    schemaString: schemaText(columns),
    partitionColumns,
    configuration,
    createdTime: now,
  };
  return [
    { commitInfo: { timestamp: now, operation: 'CREATE TABLE', operationParameters: {}, engineInfo: 'minutehand' } },
    { protocol: OUR_PROTOCOL },
    { metaData },
  ];
}

function checkConfiguration(configuration: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(configuration)) {
    if (!name.startsWith('delta.')) continue;
    const right = SETTINGS[name];
    if (!right)
      throw new DeltaError(`the setting ${name} is not supported; right is one of ${Object.keys(SETTINGS).join(', ')}`);
    if (!right.test(value)) throw new DeltaError(`${name} can't be "${value}"; right matches ${String(right)}`);
  }
  retentionMs(configuration);
}

/** @throws DeltaError when the table that is there is not the one that is defined: columns, partitions or appendOnly. */
export function checkSameTable({ metaData, columns }: Snapshot, definition: TableDefinition, table: string): void {
  const there = describe(columns, metaData.partitionColumns, metaData.configuration);
  const wanted = describe(definition.columns, definition.partitionColumns ?? [], definition.configuration ?? {});
  if (there !== wanted)
    throw new DeltaError(`${table} is there with another definition: ${there}; wanted is ${wanted}`);
}

function describe(
  columns: readonly Column[],
  partitionColumns: readonly string[],
  configuration: Readonly<Record<string, string>>,
): string {
  const listed = columns.map(({ name, type, nullable }) => `${name} ${type}${nullable === false ? ' not null' : ''}`);
  const appendOnly = configuration['delta.appendOnly'] === 'true' ? ', append-only' : '';
  return `(${listed.join(', ')}) partitioned by (${partitionColumns.join(', ')})${appendOnly}`;
}
