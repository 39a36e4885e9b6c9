import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../apps/cli/minutehand.mjs', import.meta.url));

/** A command of `minutehand` in a process of its own. */
export interface CommandProcess {
  readonly ended: Promise<{ readonly code: number | null; readonly errors: string }>;
  kill(): void;
}

export function startCommand(args: readonly string[], env: NodeJS.ProcessEnv): CommandProcess {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: { ...process.env, ...env } });
  let errors = '';
  child.stdout.resume();
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, errors }));
  return { ended, kill: () => void child.kill('SIGKILL') };
}
