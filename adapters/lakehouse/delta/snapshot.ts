import type { Action, AddFile, MetaData, Protocol, RemoveFile, Transaction } from './actions.ts';
import { DeltaError } from './delta-error.ts';
import { parseSchema } from './schema.ts';
import type { Column } from './schema.ts';

/** What a table is at one version. */
export interface Snapshot {
  readonly version: number;
  readonly protocol: Protocol;
  readonly metaData: MetaData;
  readonly columns: readonly Column[];
  /** By path, in the order in which they came. */
  readonly files: ReadonlyMap<string, AddFile>;
  /** Files that are no longer in the table, and may still be read by readers of older versions. */
  readonly removed: ReadonlyMap<string, RemoveFile>;
  /** By application. */
  readonly transactions: ReadonlyMap<string, Transaction>;
}

/** Replays actions onto what was before them. */
export class SnapshotBuilder {
  #version: number;
  #protocol: Protocol | undefined;
  #metaData: MetaData | undefined;
  readonly #files: Map<string, AddFile>;
  readonly #removed: Map<string, RemoveFile>;
  readonly #transactions: Map<string, Transaction>;

  constructor(from?: Snapshot) {
    this.#version = from?.version ?? -1;
    this.#protocol = from?.protocol;
    this.#metaData = from?.metaData;
    this.#files = new Map(from?.files);
    this.#removed = new Map(from?.removed);
    this.#transactions = new Map(from?.transactions);
  }

  apply(version: number, actions: readonly Action[]): void {
    this.#version = version;
    for (const { protocol, metaData, add, remove, txn } of actions) {
      if (protocol) this.#protocol = protocol;
      if (metaData) this.#metaData = metaData;
      if (add) {
        this.#removed.delete(add.path);
        this.#files.set(add.path, add);
      }
      if (remove) {
        this.#files.delete(remove.path);
        this.#removed.set(remove.path, remove);
      }
      if (txn) this.#transactions.set(txn.appId, txn);
    }
  }

  /** @throws DeltaError when the log so far has no protocol or metadata. */
  finish(): Snapshot {
    if (!this.#protocol || !this.#metaData) {
      throw new DeltaError(`the log has no ${this.#protocol ? 'metaData' : 'protocol'} up to version ${this.#version}`);
    }
    return {
      version: this.#version,
      protocol: this.#protocol,
      metaData: this.#metaData,
      columns: parseSchema(this.#metaData.schemaString),
      files: this.#files,
      removed: this.#removed,
      transactions: this.#transactions,
    };
  }
}
