import type { DuckDBConnection } from '@duckdb/node-api';
import type { ObjectStore } from '../../object-store/port.ts';
import { commitChange } from './commit-change.ts';
import { compact, compactionPlan } from './compact.ts';
import type { Compaction, CompactOptions } from './compact.ts';
import { putFiles } from './data-files.ts';
import { DeltaError } from './delta-error.ts';
import { quoted, literal } from './duckdb-engine.ts';
import type { DuckDbEngine } from './duckdb-engine.ts';
import { commitBytes, commitName, LOG_FOLDER } from './log-files.ts';
import { DeltaLog } from './log.ts';
import type { Commit } from './log.ts';
import { numberColumns } from './number-columns.ts';
import { partitionMatcher } from './partition-values.ts';
import type { PartitionFilter } from './partition-values.ts';
import { checkReadable } from './protocol.ts';
import { replaceWhere } from './replace-where.ts';
import { withFilesOfRows } from './row-source.ts';
import type { RowSource } from './row-source.ts';
import { cellOf } from './rows.ts';
import type { CellValue } from './rows.ts';
import { withScan } from './scan.ts';
import type { Snapshot } from './snapshot.ts';
import type { TableContext } from './table-context.ts';
import { checkSameTable, firstActions } from './table-definition.ts';
import type { TableDefinition } from './table-definition.ts';
import { vacuum } from './vacuum.ts';
import type { VacuumOptions, VacuumResult } from './vacuum.ts';

export interface TablePlace {
  readonly store: ObjectStore;
  /** The table's folder in the store, e.g. `gold/features_1m`. */
  readonly table: string;
  readonly engine: DuckDbEngine;
  /** Gets a sentence about what went wrong without harm, e.g. a checkpoint that could not be written. */
  readonly warn?: (sentence: string) => void;
}

/** A state of the past: by version, or the newest committed at or before an instant (epoch ms). */
export type PointInTime = { readonly version: number } | { readonly time: number };

export interface ReadOptions {
  /** The newest by default. */
  readonly at?: PointInTime;
  /** Only these partitions: files of others are not opened. */
  readonly where?: PartitionFilter;
  /** Where a view is to be: beside other views. A connection of its own by default. */
  readonly connection?: DuckDBConnection;
}

export interface AppendOptions {
  /** Appends only when the table has not seen this version (or a later one) of this application: a retry adds nothing. */
  readonly transaction?: { readonly appId: string; readonly version: number };
}

/** A Delta table in an object store. Any number of processes may write to it at once. */
export class DeltaTable {
  readonly #context: TableContext;
  #snapshot: Snapshot;

  private constructor(context: TableContext, snapshot: Snapshot) {
    checkReadable(snapshot.protocol, context.table);
    this.#context = context;
    this.#snapshot = snapshot;
  }

  /** @throws DeltaError when there is a table already, or the definition can't be. */
  static async create(place: TablePlace, definition: TableDefinition): Promise<DeltaTable> {
    const created = await DeltaTable.#tryCreate(place, definition);
    if (created) return created;
    throw new DeltaError(`there is a table ${place.table} in ${place.store.description} already`);
  }

  /** @throws DeltaError when there is no such table, or it uses what isn't supported. */
  static async open(place: TablePlace): Promise<DeltaTable> {
    const context = contextOf(place);
    const snapshot = await context.log.read();
    if (snapshot) return new DeltaTable(context, snapshot);
    throw new DeltaError(`there is no table ${place.table} in ${place.store.description}`);
  }

  /** The table of this definition, made when it isn't there. @throws DeltaError when it is there with another one. */
  static async openOrCreate(place: TablePlace, definition: TableDefinition): Promise<DeltaTable> {
    const there = (await contextOf(place).log.read()) !== undefined;
    const created = there ? undefined : await DeltaTable.#tryCreate(place, definition);
    if (created) return created;
    const table = await DeltaTable.open(place);
    checkSameTable(table.#snapshot, definition, place.table);
    return table;
  }

  static async #tryCreate(place: TablePlace, definition: TableDefinition): Promise<DeltaTable | undefined> {
    const name = place.table.split('/').at(-1) ?? place.table;
    const bytes = commitBytes(firstActions(definition, name, Date.now()));
    const key = `${place.table}/${LOG_FOLDER}/${commitName(0)}`;
    return (await place.store.putIfAbsent(key, bytes)) === 'won' ? DeltaTable.open(place) : undefined;
  }

  /** The newest state, or one of the past. @throws DeltaError when that state can't be had. */
  async snapshot(at?: PointInTime): Promise<Snapshot> {
    if (at === undefined) return (this.#snapshot = await this.#context.log.refresh(this.#snapshot));
    const version = 'version' in at ? at.version : await this.#context.log.versionAt(at.time);
    const snapshot = await this.#context.log.read(version);
    if (!snapshot) throw new DeltaError(`there is no table ${this.#context.table} any more`);
    checkReadable(snapshot.protocol, this.#context.table);
    return snapshot;
  }

  /**
   * Adds rows in one commit, one file for each partition; nothing for no rows. Resolves with the table's version.
   * @throws DeltaError for rows that don't fit; ConcurrentChange when the schema was changed meanwhile.
   */
  async append(rows: RowSource, { transaction }: AppendOptions = {}): Promise<number> {
    const snapshot = await this.snapshot();
    if (transaction && (snapshot.transactions.get(transaction.appId)?.version ?? -1) >= transaction.version) {
      return snapshot.version;
    }
    this.#snapshot = await withFilesOfRows(rows, snapshot, this.#context.engine, async (files) => {
      if (files.length === 0) return snapshot;
      await putFiles(this.#context.store, this.#context.table, files);
      const txn = transaction ? [{ txn: { ...transaction, lastUpdated: Date.now() } }] : [];
      return commitChange(this.#context, snapshot, {
        operation: 'WRITE',
        parameters: { mode: 'Append' },
        actions: [...txn, ...files.map(({ add }) => ({ add }))],
        readSet: { appId: transaction?.appId },
      });
    });
    return this.#snapshot.version;
  }

  /** Puts rows in the place of all in the partitions that `where` names, see replace-where.ts. Resolves with the version. */
  async replaceWhere(where: PartitionFilter, rows: RowSource): Promise<number> {
    this.#snapshot = await replaceWhere(this.#context, await this.snapshot(), where, rows);
    return this.#snapshot.version;
  }

  /** Joins small files, see compact.ts. Resolves with the version. */
  async compact(options: CompactOptions = {}): Promise<number> {
    this.#snapshot = await compact(this.#context, await this.snapshot(), options);
    return this.#snapshot.version;
  }

  /** What compact would do now. */
  async compactionPlan(options: CompactOptions = {}): Promise<Compaction> {
    return compactionPlan(await this.snapshot(), options);
  }

  /** The last commits, newest first, as far as the log still has them. */
  async history(limit: number): Promise<Commit[]> {
    const commits: Commit[] = [];
    for (let { version } = await this.snapshot(); version >= 0 && commits.length < limit; version -= 1) {
      const commit = await this.#context.log.commit(version);
      if (!commit) break;
      commits.push(commit);
    }
    return commits;
  }

  /** Deletes files that no reader needs any more, see vacuum.ts. */
  async vacuum(options: VacuumOptions = {}): Promise<VacuumResult> {
    return vacuum(this.#context, await this.snapshot(), options);
  }

  /** Runs with a DuckDB connection on which `view` is this table. */
  async withView<T>(
    view: string,
    use: (connection: DuckDBConnection) => Promise<T>,
    { at, where = {}, connection }: ReadOptions = {},
  ): Promise<T> {
    const { columns, metaData, files } = await this.snapshot(at);
    const { partitionColumns } = metaData;
    const matches = partitionMatcher(where, partitionColumns);
    const wanted = [...files.values()].filter((file) => matches(file.partitionValues));
    return withScan({ ...this.#context, columns, partitionColumns, files: wanted }, view, use, connection);
  }

  /** Numbers and times (epoch ms) as Float64Array, NaN where empty, see number-columns.ts; ordered by `orderBy`. */
  async readNumbers(
    options: ReadOptions & {
      readonly columns: readonly string[];
      readonly orderBy: readonly string[];
      /** Rows whose columns of text have these values, e.g. of one symbol. */
      readonly equal?: Readonly<Record<string, string>>;
    },
  ): Promise<Record<string, Float64Array>> {
    const [columns, order] = [options.columns, options.orderBy].map((names) => names.map(quoted).join(', '));
    const equal = Object.entries(options.equal ?? {}).map(
      ([name, value]) => ` AND ${quoted(name)} = ${literal(value)}`,
    );
    const select = `SELECT ${columns} FROM stored_numbers WHERE true${equal.join('')} ORDER BY ${order}`;
    return this.withView('stored_numbers', (connection) => numberColumns(connection, select), options);
  }

  /** The rows by column; in the order of `orderBy`, else in no order that may be relied on. Types as in rows.ts. */
  async read(
    options: ReadOptions & { readonly columns?: readonly string[]; readonly orderBy?: readonly string[] } = {},
  ): Promise<Record<string, CellValue[]>> {
    const selected = options.columns?.map(quoted).join(', ') ?? '*';
    const order = options.orderBy ? ` ORDER BY ${options.orderBy.map(quoted).join(', ')}` : '';
    return this.withView(
      'stored_rows',
      async (connection) => {
        const answer = await connection.runAndReadAll(`SELECT ${selected} FROM stored_rows${order}`);
        const columns = answer.getColumns();
        return Object.fromEntries(
          answer.columnNames().map((name, index) => [name, (columns[index] ?? []).map(cellOf)]),
        );
      },
      options,
    );
  }
}

function contextOf({ store, table, engine, warn = () => undefined }: TablePlace): TableContext {
  return { store, table, engine, warn, log: new DeltaLog(store, table, engine) };
}
