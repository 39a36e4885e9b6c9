import type { AuditRecord, StoredRecord } from '../../core/trading/records.ts';

/** Where a record comes from. */
export interface RecordOrigin {
  readonly workflowId: string;
  readonly runId: string;
}

/** The append-only audit. */
export interface AuditLog {
  /**
   * Appends the records that are not there yet (by table and key), in order, and returns once they are on disk.
   * All or none: a failure leaves the log as it was, and the same call may be made again.
   */
  append(records: readonly AuditRecord[], origin: RecordOrigin): Promise<void>;
  close(): Promise<void>;
}

/** Reading side, for the dashboard and reports; may live in another process than the writer. */
export interface AuditReader {
  /** The newest `count` records of a table, oldest first. */
  latest<T extends StoredRecord['table']>(
    table: T,
    count: number,
  ): Promise<readonly Extract<StoredRecord, { table: T }>[]>;
}
