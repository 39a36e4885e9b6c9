import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { TableDefinition } from '../../../../adapters/lakehouse/delta/table-definition.ts';

const PROGRAM = path.join(import.meta.dirname, 'writer-process.ts');

/** What writer-process.ts writes. */
export const WRITERS_TABLE: TableDefinition = {
  columns: [
    { name: 'writer', type: 'string' },
    { name: 'commit', type: 'integer' },
    { name: 'row', type: 'integer' },
  ],
};

export interface WriterEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Commits that it has said to stand. */
  readonly told: number;
  readonly errors: string;
}

export interface Writer {
  /** Resolves once the first commit stands. */
  readonly started: Promise<unknown>;
  readonly ended: Promise<WriterEnd>;
  kill(): void;
}

/** Starts a writer, see writer-process.ts. */
export function startWriter(root: string, writer: string, commits: number, dieAt?: number): Writer {
  const options = dieAt === undefined ? [] : [String(dieAt)];
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, root, writer, String(commits), ...options]);
  let output = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    told: output.split('\n').length - 1,
    errors,
  }));
  const started = Promise.race([once(child.stdout, 'data'), ended]);
  return { started, ended, kill: () => child.kill('SIGKILL') };
}
