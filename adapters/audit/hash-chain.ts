import { createHash } from 'node:crypto';
import type { AuditRecord, StoredRecord } from '../../core/trading/records.ts';
import type { RecordOrigin } from './port.ts';

/** What the first line of a table is chained to. */
export const GENESIS_HASH = '0'.repeat(64);

/** A record without its links, as it is hashed. */
type Unchained = Omit<StoredRecord, 'previousHash' | 'hash'>;

/** The record as stored: with its origin, the time of writing, and its link to the line before. */
export function chain(
  record: AuditRecord,
  origin: RecordOrigin,
  writtenAt: number,
  previousHash: string,
): { line: string; hash: string } {
  const body = { ...record, workflowId: origin.workflowId, runId: origin.runId, writtenAt };
  const hash = hashOf(body, previousHash);
  return { line: `${JSON.stringify({ ...body, previousHash, hash })}\n`, hash };
}

/** True when the line's hash is the one that its content and its previousHash make. */
export function isSelfConsistent(stored: StoredRecord): boolean {
  const { previousHash, hash, ...body } = stored;
  return hash === hashOf(body, previousHash);
}

/** sha256, in hex, of the previous hash and the record as canonical JSON. */
function hashOf(body: Unchained, previousHash: string): string {
  return createHash('sha256')
    .update(`${previousHash}\n${canonicalJson(body)}`)
    .digest('hex');
}

/** JSON with the keys of every object in order, so that the same facts make the same text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
