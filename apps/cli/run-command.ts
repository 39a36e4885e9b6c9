import { Command, CommanderError } from 'commander';
import { ConfigurationRefused } from '../../adapters/config/refusal.ts';
import { QueryRefused } from '../../adapters/query/query-error.ts';
import { analysisCommands } from './analysis/analysis-commands.ts';
import { backtestCommand } from './backtest/backtest-command.ts';
import { CommandInterrupted } from './lake/interrupted.ts';
import { lakeCommand } from './lake/lake-command.ts';
import { modelCommand } from './model/model-command.ts';

const BAD_USAGE = 2;
const INTERRUPTED = 130;

function program(): Command {
  const minutehand = new Command('minutehand')
    .description(
      'Commands beside a Minutehand: its lakehouse, models, backtests and analyses. `npm start` runs the trading itself.',
    )
    .helpOption('-h, --help', 'show this text')
    .helpCommand(false)
    .configureOutput({ writeErr: () => {} })
    .exitOverride()
    .addCommand(lakeCommand())
    .addCommand(modelCommand())
    .addCommand(backtestCommand());
  for (const command of analysisCommands()) minutehand.addCommand(command);
  return minutehand;
}

/**
 * Runs a command line of `minutehand`: its answer goes to standard output, a refusal in one sentence to standard error.
 *
 * @returns the exit code: 2 for what was asked wrongly, 1 for what went wrong, 130 for what was
 * interrupted.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  try {
    await program().parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return usage(error);
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (error instanceof CommandInterrupted) return INTERRUPTED;
    return error instanceof ConfigurationRefused || error instanceof QueryRefused ? BAD_USAGE : 1;
  }
}

/** Commander's message as one sentence; help and its like have been printed already. */
function usage(error: CommanderError): number {
  if (error.code === 'commander.help') {
    process.stderr.write('a command is missing; --help names them\n');
    return BAD_USAGE;
  }
  if (error.exitCode === 0) return 0;
  const sentence = error.message
    .replace(/^error: /, '')
    .replace(/\n\(?(Did you mean [^)]*)\)?/, '; $1')
    .replace(/\. (\w)/g, (_, letter: string) => `: ${letter.toLowerCase()}`)
    .replace(/\.$/, '');
  process.stderr.write(`${sentence}; --help explains every option\n`);
  return BAD_USAGE;
}
