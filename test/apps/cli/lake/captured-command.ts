import { runCommand } from '../../../../apps/cli/run-command.ts';

export interface CommandOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of `minutehand` in this process, as if the terminal had so many columns. */
export async function capturedCommand(args: readonly string[], columns = 80): Promise<CommandOutcome> {
  const written = { stdout: '', stderr: '' };
  const before = { stdout: process.stdout.write, stderr: process.stderr.write };
  const widthBefore = process.stdout.columns;
  process.stdout.columns = columns;
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = (text: string | Uint8Array) => {
      written[name] += String(text);
      return true;
    };
  }
  try {
    return { code: await runCommand(args), ...written };
  } finally {
    process.stdout.write = before.stdout;
    process.stderr.write = before.stderr;
    process.stdout.columns = widthBefore;
  }
}
