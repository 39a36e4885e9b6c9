/** What a store knows about an object without reading it. */
export interface ObjectEntry {
  /** Path inside the store, parts divided by `/`, e.g. `gold/features_1m/_delta_log/00000000000000000000.json`. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Epoch milliseconds of the last write, by the store's clock. */
  readonly modified: number;
}

export interface ListOptions {
  /** Only keys after this one, itself excluded. */
  readonly after?: string;
  /** At most this many entries in the page; 1,000 unless told. */
  readonly limit?: number;
}

export interface ListPage {
  /** In the order of the keys' UTF-8 bytes. */
  readonly entries: readonly ObjectEntry[];
  /** Give it as `after` for the next page; absent on the last one. */
  readonly next?: string;
}

/**
 * Whole objects under keys: a folder or an S3 bucket. A reader sees an object whole or not at all, and from the moment
 * that a write resolved on; a write that fails or is killed leaves nothing that a reader sees.
 *
 * Every method throws ObjectStoreError with a sentence when the store refuses or can't be reached.
 */
export interface ObjectStore {
  /** For people, e.g. `folder /data/lake` or `s3://bucket/prefix`. */
  readonly description: string;
  /** Writes, replacing what was there. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /**
   * Writes when there is no such object: of many writers at once, exactly one has `won`. Over a network `lost` may also
   * follow a write of our own whose answer did not arrive: who must know compares what is there.
   */
  putIfAbsent(key: string, bytes: Uint8Array): Promise<'won' | 'lost'>;
  /** @throws ObjectMissing */
  get(key: string): Promise<Uint8Array>;
  /** Undefined when there is no such object. */
  head(key: string): Promise<ObjectEntry | undefined>;
  /** One page of the keys that start with `prefix`. */
  list(prefix: string, options?: ListOptions): Promise<ListPage>;
  /** No error when it isn't there. */
  delete(key: string): Promise<void>;
  /** Where the object lies on this machine, when it does: readers of files needn't copy it. */
  localPath?(key: string): string;
}
