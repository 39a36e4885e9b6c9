/** The actions of Delta's log that are read and written here, with the protocol's own names and units. */

export interface Protocol {
  readonly minReaderVersion: number;
  readonly minWriterVersion: number;
  readonly readerFeatures?: readonly string[];
  readonly writerFeatures?: readonly string[];
}

export interface MetaData {
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  readonly format: { readonly provider: string; readonly options: Readonly<Record<string, string>> };
  readonly schemaString: string;
  readonly partitionColumns: readonly string[];
  readonly configuration: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly createdTime?: number;
}

/** By column; null for an empty value. */
export type PartitionValues = Readonly<Record<string, string | null>>;

export interface AddFile {
  /** Relative to the table, URI-encoded. */
  readonly path: string;
  readonly partitionValues: PartitionValues;
  /** Bytes. */
  readonly size: number;
  /** Epoch milliseconds. */
  readonly modificationTime: number;
  /** False when the rows were in the table before: a compaction. */
  readonly dataChange: boolean;
  /** JSON with `numRecords`, `minValues`, `maxValues`, `nullCount`. */
  readonly stats?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface RemoveFile {
  readonly path: string;
  /** Epoch milliseconds. */
  readonly deletionTimestamp?: number;
  readonly dataChange: boolean;
  readonly extendedFileMetadata?: boolean;
  readonly partitionValues?: PartitionValues;
  readonly size?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The last change that an application has made, by its own count. */
export interface Transaction {
  readonly appId: string;
  readonly version: number;
  /** Epoch milliseconds. */
  readonly lastUpdated?: number;
}

export interface CommitInfo {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly operation: string;
  readonly operationParameters: Readonly<Record<string, string>>;
  /** The version that the change was made from; -1 for the first. */
  readonly readVersion?: number;
  readonly isBlindAppend?: boolean;
  readonly engineInfo?: string;
  /** This commit and no other. */
  readonly txnId?: string;
}

export interface Action {
  readonly commitInfo?: CommitInfo;
  readonly protocol?: Protocol;
  readonly metaData?: MetaData;
  readonly add?: AddFile;
  readonly remove?: RemoveFile;
  readonly txn?: Transaction;
}
