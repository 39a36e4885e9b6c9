import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { StateError } from './state-error.ts';

/** Writes a file whole or not at all: a temporary one beside it, then a rename. */
export function writeSnapshot(file: string, snapshot: unknown): void {
  const temporary = `${file}.new`;
  const descriptor = openSync(temporary, 'w');
  try {
    const bytes = Buffer.from(JSON.stringify(snapshot));
    for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
}

/** The snapshot, undefined when there is none yet; throws `StateError` when it is damaged. */
export function readSnapshot(file: string): unknown {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new StateError(`${file} is damaged; restore the folder from a copy or choose another --data-dir`);
  }
}
