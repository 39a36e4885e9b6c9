import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Action } from './actions.ts';
import { literal, quoted } from './duckdb-engine.ts';
import type { DuckDbEngine } from './duckdb-engine.ts';
import { retentionMs } from './retention.ts';
import type { Snapshot } from './snapshot.ts';

const TEXTS = 'MAP(VARCHAR, VARCHAR)';
const ADD = `STRUCT(path VARCHAR, partitionValues ${TEXTS}, size BIGINT, modificationTime BIGINT, dataChange BOOLEAN, stats VARCHAR, tags ${TEXTS})`;
const REMOVE = `STRUCT(path VARCHAR, deletionTimestamp BIGINT, dataChange BOOLEAN, extendedFileMetadata BOOLEAN, partitionValues ${TEXTS}, size BIGINT, tags ${TEXTS})`;
const META_DATA = `STRUCT(id VARCHAR, "name" VARCHAR, description VARCHAR, format STRUCT(provider VARCHAR, options ${TEXTS}), schemaString VARCHAR, partitionColumns VARCHAR[], configuration ${TEXTS}, createdTime BIGINT)`;
const PROTOCOL =
  'STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER, readerFeatures VARCHAR[], writerFeatures VARCHAR[])';

/** The columns of a checkpoint, as the protocol defines them; one of them has a value in each row. */
const COLUMNS: Readonly<Record<string, string>> = {
  txn: 'STRUCT(appId VARCHAR, "version" BIGINT, lastUpdated BIGINT)',
  add: ADD,
  remove: REMOVE,
  metaData: META_DATA,
  protocol: PROTOCOL,
};
/** DuckDB reads a line of JSON up to this size: a schema of thousands of columns fits. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** What a checkpoint of this snapshot holds; removals only as long as a reader may need the file. */
export function checkpointActions(snapshot: Snapshot, now: number): Action[] {
  const keptSince = now - retentionMs(snapshot.metaData.configuration);
  const removed = [...snapshot.removed.values()].filter(
    ({ deletionTimestamp }) => (deletionTimestamp ?? 0) > keptSince,
  );
  return [
    { protocol: snapshot.protocol },
    { metaData: snapshot.metaData },
    ...[...snapshot.transactions.values()].map((txn) => ({ txn })),
    ...removed.map((remove) => ({ remove: { ...remove, dataChange: false } })),
    ...[...snapshot.files.values()].map((add) => ({ add: { ...add, dataChange: false } })),
  ];
}

/** The Parquet file of a checkpoint. */
export function checkpointBytes(actions: readonly Action[], engine: DuckDbEngine): Promise<Uint8Array> {
  return engine.withFolder(async (folder) => {
    const source = path.join(folder, 'actions.json');
    const target = path.join(folder, 'checkpoint.parquet');
    await writeFile(source, actions.map((action) => `${JSON.stringify(action)}\n`).join(''));
    const columns = Object.entries(COLUMNS).map(([name, type]) => `${name}: ${literal(type)}`);
    await engine.withConnection((connection) =>
      connection.run(
        `COPY (SELECT * FROM read_json(${literal(source)}, format = 'newline_delimited', columns = {${columns.join(', ')}},
           maximum_object_size = ${LONGEST_LINE})) TO ${literal(target)} (FORMAT parquet, COMPRESSION snappy)`,
      ),
    );
    return readFile(target);
  });
}

/** The actions in the Parquet files of a checkpoint, ours or another writer's. */
export function readCheckpoint(files: readonly string[], engine: DuckDbEngine): Promise<Action[]> {
  return engine.withConnection(async (connection) => {
    const source = `read_parquet([${files.map(literal).join(', ')}], union_by_name = true)`;
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
    const present = described.getRows().map((row) => String(row[0]));
    const names = Object.keys(COLUMNS).filter((name) => present.includes(name));
    const selected = names.map((name) => `to_json(${quoted(name)})::VARCHAR`);
    const rows = (await connection.runAndReadAll(`SELECT ${selected.join(', ')} FROM ${source}`)).getRows();
    return rows.map((row) => actionOf(names, row as (string | null)[]));
  });
}

function actionOf(names: readonly string[], row: readonly (string | null)[]): Action {
  const at = row.findIndex((value) => value !== null);
  const name = names[at];
  if (name === undefined) return {};
  return { [name]: withoutEmpty(name, JSON.parse(row[at] ?? '{}') as Record<string, unknown>) };
}

/** Parquet has a place for every field, the log only for those with a value. A partition value may be null. */
function withoutEmpty(name: string, fields: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(fields).filter(([, value]) => value !== null);
  const action: Record<string, unknown> = Object.fromEntries(kept);
  if (name === 'metaData') action['configuration'] ??= {};
  if (name === 'add') action['partitionValues'] ??= {};
  return action;
}
