import type { CellValue } from '../../../adapters/lakehouse/delta/rows.ts';
import type { ColumnType } from '../../../adapters/lakehouse/delta/schema.ts';

/** Digits of a double that a person reads; JSON has all of them. */
const DIGITS = 10;
const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A value for a person: instants as `2022-05-01 22:26:00`, UTC; nothing for an empty one. */
export function cellText(type: ColumnType, value: CellValue): string {
  if (value === null) return '';
  if (type === 'timestamp' && typeof value === 'number') return instantText(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'number') return String(Number(value.toPrecision(DIGITS)));
  return String(value);
}

/** A value for a script: instants as ISO 8601, longs beyond 2^53 and numbers that JSON lacks as text. */
export function cellJson(type: ColumnType, value: CellValue): unknown {
  if (type === 'timestamp' && typeof value === 'number') return new Date(value).toISOString();
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value;
}

/** `2022-05-01 22:26:00`, milliseconds only where there are any; UTC. */
export function instantText(time: number): string {
  return new Date(time).toISOString().replace('T', ' ').replace('Z', '').replace('.000', '');
}

/** `12.3 MB`; 1 kB is 1,000 bytes. */
export function sizeText(bytes: number): string {
  const step = bytes < 1_000 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** step;
  return `${step === 0 ? value : value.toFixed(1)} ${SIZES[step]}`;
}

/** `1,440,000` */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}
