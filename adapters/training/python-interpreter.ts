import { runChild } from './child-process.ts';
import { TrainingFailure } from './training-failure.ts';

/** A Python that the pinned packages have wheels for. */
export interface PythonInterpreter {
  readonly command: string;
  /** E.g. "3.11". */
  readonly version: string;
}

const OLDEST_MINOR = 9;
const NEWEST_MINOR = 12;
const CANDIDATES = ['python3', 'python3.12', 'python3.11', 'python3.10', 'python3.9', 'python'];

/**
 * The first of `candidates` (names on PATH or paths) that is Python 3.9 to 3.12.
 * @throws TrainingFailure saying what was found instead.
 */
export async function findPython(
  candidates: readonly string[] = CANDIDATES,
  signal?: AbortSignal,
): Promise<PythonInterpreter> {
  const unfit: string[] = [];
  for (const command of candidates) {
    const version = await versionOf(command, signal);
    const [major, minor] = (version ?? '').split('.').map(Number);
    if (version && major === 3 && minor! >= OLDEST_MINOR && minor! <= NEWEST_MINOR) return { command, version };
    if (version) unfit.push(`${command} is ${version}`);
  }
  const found = unfit.length > 0 ? unfit.join(', ') : `none of ${candidates.join(', ')} can be run`;
  throw new TrainingFailure(
    `Python 3.${OLDEST_MINOR} to 3.${NEWEST_MINOR} with its venv module is needed: ${found}`,
    'refused',
  );
}

async function versionOf(command: string, signal?: AbortSignal): Promise<string | undefined> {
  let version: string | undefined;
  try {
    const end = await runChild({
      command,
      args: ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'],
      onLine: (line) => (version = line.trim()),
      signal,
    });
    return end.code === 0 ? version : undefined;
  } catch (error) {
    if (signal?.aborted) throw error;
    return undefined;
  }
}
