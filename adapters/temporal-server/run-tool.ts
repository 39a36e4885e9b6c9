import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ToolRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly timeoutMs: number;
  /** Each line of its standard output and standard error. */
  readonly onLine?: (line: string) => void;
  /** Aborting ends the tool and all that it started. */
  readonly signal?: AbortSignal | undefined;
}

/** How a tool failed: in a sentence, with its last words. */
export class ToolFailed extends Error {
  override name = 'ToolFailed';
}

/** Runs a tool to its end; resolves with its output. @throws ToolFailed when it is missing, fails, takes too long or is aborted. */
export function runTool(run: ToolRun): Promise<string> {
  return new Promise((resolve, reject) => {
    if (run.signal?.aborted) return reject(new ToolFailed(`${run.command}: given up`));
    const child = spawn(run.command, run.args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: a compiler's children are to end with it.
      detached: true,
      env: run.env ?? process.env,
      ...(run.cwd === undefined ? {} : { cwd: run.cwd }),
    });
    const lines: string[] = [];
    const tell = (line: string) => {
      lines.push(line);
      run.onLine?.(line);
    };
    createInterface({ input: child.stdout }).on('line', tell);
    createInterface({ input: child.stderr }).on('line', tell);
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, run.timeoutMs);
    const kill = () => killGroup(child);
    process.once('exit', kill);
    run.signal?.addEventListener('abort', kill, { once: true });
    const settle = () => {
      clearTimeout(timer);
      process.removeListener('exit', kill);
      run.signal?.removeEventListener('abort', kill);
    };
    child.once('error', (error) => {
      settle();
      reject(new ToolFailed(`${run.command}: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      settle();
      if (code === 0) return resolve(lines.join('\n'));
      const why = timedOut ? `took longer than ${run.timeoutMs / 1000} s` : `ended with ${signal ?? `code ${code}`}`;
      reject(new ToolFailed(`${run.command} ${why}: ${lines.slice(-3).join(' | ')}`));
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

/** True when the tool can be started and answers `args` with success. */
export async function hasTool(command: string, args: readonly string[]): Promise<boolean> {
  try {
    await runTool({ command, args, timeoutMs: 15_000 });
    return true;
  } catch {
    return false;
  }
}
