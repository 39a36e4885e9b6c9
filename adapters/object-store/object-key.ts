import { ObjectStoreError } from './object-store-error.ts';

/** S3's own limit, in UTF-8 bytes. */
const LONGEST_KEY = 1024;

/**
 * A key that means the same in a folder and in S3.
 * @throws ObjectStoreError for an empty key, one with an empty, `.` or `..` part, a NUL, or more than 1,024 bytes.
 */
export function checkKey(key: string): string {
  const wrong = wrongWith(key);
  if (wrong === undefined) return key;
  throw new ObjectStoreError(
    `"${key}" can't be an object's key: ${wrong}; right is e.g. "bronze/kline_1m/part-0.parquet"`,
  );
}

function wrongWith(key: string): string | undefined {
  if (key === '') return 'it is empty';
  if (key.includes('\0')) return 'it has a NUL character';
  if (Buffer.byteLength(key) > LONGEST_KEY) return `it is longer than ${LONGEST_KEY} bytes`;
  const bad = key.split('/').find((part) => part === '' || part === '.' || part === '..');
  return bad === undefined ? undefined : `it has the part "${bad}"`;
}

/** The order in which every store lists: by UTF-8 bytes, which is not JavaScript's order of strings. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
