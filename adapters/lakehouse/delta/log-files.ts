import { DeltaError } from './delta-error.ts';
import type { Action } from './actions.ts';

export const LOG_FOLDER = '_delta_log';
/** In the log's folder: where the newest checkpoint is, as a hint. */
export const LAST_CHECKPOINT = '_last_checkpoint';

const DIGITS = 20;
const COMMIT = /^(\d{20})\.json$/;
const CHECKPOINT = /^(\d{20})\.checkpoint(?:\.(\d{10})\.(\d{10}))?\.parquet$/;

export function commitName(version: number): string {
  return `${padded(version)}.json`;
}

export function checkpointName(version: number): string {
  return `${padded(version)}.checkpoint.parquet`;
}

/** Sorts before every file of this version and after those of the version before. */
export function beforeVersion(version: number): string {
  return padded(version);
}

export type LogFile =
  | { readonly kind: 'commit'; readonly version: number }
  | { readonly kind: 'checkpoint'; readonly version: number; readonly part: number; readonly parts: number };

/** Undefined for what is neither a commit nor a checkpoint. */
export function parseLogName(name: string): LogFile | undefined {
  const commit = COMMIT.exec(name);
  if (commit) return { kind: 'commit', version: Number(commit[1]) };
  const checkpoint = CHECKPOINT.exec(name);
  if (!checkpoint) return undefined;
  const [, version, part, parts] = checkpoint;
  return { kind: 'checkpoint', version: Number(version), part: Number(part ?? 1), parts: Number(parts ?? 1) };
}

/** One action a line. */
export function commitBytes(actions: readonly Action[]): Uint8Array {
  return Buffer.from(actions.map((action) => `${JSON.stringify(action)}\n`).join(''));
}

/** @throws DeltaError for a line that is not JSON. */
export function parseCommit(bytes: Uint8Array, name: string): Action[] {
  const lines = Buffer.from(bytes).toString().split('\n');
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line) as Action];
    } catch (error) {
      throw new DeltaError(`line ${index + 1} of ${name} is not JSON: ${(error as Error).message}`, { cause: error });
    }
  });
}

function padded(version: number): string {
  return String(version).padStart(DIGITS, '0');
}
