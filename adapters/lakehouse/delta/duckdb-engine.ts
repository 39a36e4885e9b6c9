import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';

export interface DuckDbEngineOptions {
  /** e.g. `1GB`; what is more goes to the temporary folder. DuckDB's own default is 80 % of the machine's. */
  readonly memoryLimit?: string;
  readonly threads?: number;
  /** Folder for what is written and read on the way; the system's by default. */
  readonly temporaryDirectory?: string;
}

/** One DuckDB in memory, which writes and reads the Parquet files of any number of tables. */
export class DuckDbEngine {
  readonly #options: DuckDbEngineOptions;
  #instance: Promise<DuckDBInstance> | undefined;

  constructor(options: DuckDbEngineOptions = {}) {
    this.#options = options;
  }

  /** Runs with a connection of its own, closed after. Every time zone is UTC. */
  async withConnection<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    this.#instance ??= this.#start();
    const connection = await (await this.#instance).connect();
    try {
      await connection.run("SET TimeZone = 'UTC'");
      return await use(connection);
    } finally {
      connection.closeSync();
    }
  }

  /** Runs with a folder of its own, removed after. */
  async withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(path.join(this.#options.temporaryDirectory ?? tmpdir(), 'minutehand-lake-'));
    try {
      return await use(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async close(): Promise<void> {
    const instance = this.#instance;
    this.#instance = undefined;
    (await instance)?.closeSync();
  }

  #start(): Promise<DuckDBInstance> {
    const { memoryLimit, threads, temporaryDirectory } = this.#options;
    return DuckDBInstance.create(':memory:', {
      ...(memoryLimit !== undefined && { memory_limit: memoryLimit }),
      ...(threads !== undefined && { threads: String(threads) }),
      ...(temporaryDirectory !== undefined && { temp_directory: temporaryDirectory }),
    });
  }
}

/** A name in SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
