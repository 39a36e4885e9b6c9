import { FolderStore } from '../object-store/folder-store.ts';
import type { ObjectStore } from '../object-store/port.ts';
import { S3Store } from '../object-store/s3-store.ts';
import { DeltaTable } from './delta/delta-table.ts';
import { DuckDbEngine } from './delta/duckdb-engine.ts';
import type { DuckDbEngineOptions } from './delta/duckdb-engine.ts';
import { LAKE_TABLES } from './tables/all-tables.ts';
import type { LakeTable } from './tables/all-tables.ts';

/** Where the lake lies: a folder of this machine, or a bucket; credentials of the bucket are the AWS SDK's own affair. */
export type LakeLocation =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix?: string; readonly forcePathStyle?: boolean };

export interface LakehouseOptions extends DuckDbEngineOptions {
  /** Gets a sentence about what went wrong without harm. */
  readonly warn?: (sentence: string) => void;
}

/** The tables of one lake, and the DuckDB that reads and writes their files. */
export class Lakehouse {
  readonly store: ObjectStore;
  readonly engine: DuckDbEngine;
  readonly #warn: ((sentence: string) => void) | undefined;

  constructor(location: LakeLocation, { warn, ...engine }: LakehouseOptions = {}) {
    this.store = location.kind === 'folder' ? new FolderStore(location.folder) : new S3Store(location);
    this.engine = new DuckDbEngine(engine);
    this.#warn = warn;
  }

  /** The table, made when it isn't there. @throws DeltaError when it is there with another definition. */
  table(name: LakeTable): Promise<DeltaTable> {
    return DeltaTable.openOrCreate(this.#place(name), LAKE_TABLES[name]);
  }

  /** The table, for reading: undefined when nothing was ever written to it. */
  async existing(name: LakeTable): Promise<DeltaTable | undefined> {
    const first = await this.store.list(`${name}/_delta_log/`, { limit: 1 });
    return first.entries.length === 0 ? undefined : DeltaTable.open(this.#place(name));
  }

  async close(): Promise<void> {
    await this.engine.close();
  }

  #place(name: LakeTable) {
    return { store: this.store, table: name, engine: this.engine, ...(this.#warn && { warn: this.#warn }) };
  }
}
