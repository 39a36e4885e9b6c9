import type { ObjectStore } from '../../object-store/port.ts';
import type { DuckDbEngine } from './duckdb-engine.ts';
import type { DeltaLog } from './log.ts';

/** What every operation on a table works with. */
export interface TableContext {
  readonly store: ObjectStore;
  /** The table's folder in the store, e.g. `gold/features_1m`. */
  readonly table: string;
  readonly engine: DuckDbEngine;
  readonly log: DeltaLog;
  /** A sentence about what went wrong without harm. */
  readonly warn: (sentence: string) => void;
}
