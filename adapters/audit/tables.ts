import path from 'node:path';
import type { StoredRecord } from '../../core/trading/records.ts';

export type AuditTable = StoredRecord['table'];

/** Every table of the audit, each a chain of its own in a file of its own. */
export const AUDIT_TABLES = [
  'decisions',
  'orders',
  'fills',
  'trades',
  'equity',
  'events',
] as const satisfies AuditTable[];

/** The file of a table: one JSON document a line. */
export function tableFile(directory: string, table: AuditTable): string {
  return path.join(directory, `${table}.jsonl`);
}
