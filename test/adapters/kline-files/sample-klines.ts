import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** The project's real recordings, beside its root; never copied into it. */
export const DATA = path.resolve(import.meta.dirname, '../../../../shared/data');

export const FIRST = Date.UTC(2022, 0, 1);

/** One row of 12 columns; `changes` replaces columns by their index. */
export function row(minute: number, changes: Record<number, string> = {}): string {
  const open = FIRST + minute * 60_000;
  const cells = [open, '100.5', '102.0', '99.5', '101.0', '7.125', open + 59_999, '715.0', 42, '3.5', '351.0', 0];
  return cells.map((cell, i) => changes[i] ?? String(cell)).join(',');
}

export function rows(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, i) => row(from + i) + '\n').join('');
}

/** A temporary folder of files; names ending in .gz are compressed. */
export function folder(files: Record<string, string>): { path: string; remove(): void } {
  const directory = mkdtempSync(path.join(tmpdir(), 'kline-files-'));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(path.join(directory, name), name.endsWith('.gz') ? gzipSync(text) : text);
  }
  return { path: directory, remove: () => rmSync(directory, { recursive: true }) };
}
