import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to the environment that the child inherits. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
  /** Aborting ends the child: SIGTERM, and SIGKILL if it is still there after GRACE_MS. */
  readonly signal?: AbortSignal | undefined;
}

/** How a child ended that could be started. */
export interface ChildEnd {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly killedBy: NodeJS.Signals | null;
  /** The last lines of its standard error. */
  readonly lastErrorLines: readonly string[];
}

const GRACE_MS = 2_000;
const ERROR_LINES_KEPT = 20;

/**
 * Runs a program to its end; its standard output goes to `onLine` line by line. The child does not inherit secrets, and
 * does not outlive this process.
 * @throws the signal's reason when aborted (after the child has ended), or the system's error when it can't be started.
 */
export async function runChild(options: ChildOptions): Promise<ChildEnd> {
  const { command, args, cwd, environment, onLine, signal } = options;
  signal?.throwIfAborted();
  const child = spawn(command, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...environmentWithoutSecrets(process.env), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

  const lastErrorLines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => onLine?.(line));
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastErrorLines.push(line);
    if (lastErrorLines.length > ERROR_LINES_KEPT) lastErrorLines.shift();
  });

  let graceTimer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    child.kill('SIGTERM');
    graceTimer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  };
  const onExit = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', onAbort, { once: true });
  process.once('exit', onExit);
  try {
    const end = await new Promise<ChildEnd>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, killedBy) => resolve({ code, killedBy, lastErrorLines }));
    });
    signal?.throwIfAborted();
    return end;
  } finally {
    clearTimeout(graceTimer);
    signal?.removeEventListener('abort', onAbort);
    process.removeListener('exit', onExit);
  }
}

const SECRET_NAME = /(SECRET|TOKEN|PASSWORD|_KEY|_KEY_ID)$/i;

/** What a program of others may know: everything but what is named like a secret. */
export function environmentWithoutSecrets(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !SECRET_NAME.test(name)));
}
