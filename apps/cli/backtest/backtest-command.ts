import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { RULE_NAMES } from '../../../core/rules/comparison-rules.ts';
import { subcommand, wholeNumber } from '../subcommand.ts';
import { runBacktestCommand } from './run-backtest-command.ts';
import type { BacktestCommandOptions } from './run-backtest-command.ts';

/** `minutehand backtest`: what a model or a rule would have earned on recorded minutes, by the code that trades. */
export function backtestCommand(): Command {
  return subcommand('backtest', 'what a model or a rule would have earned on recorded minutes, by the code that trades')
    .option(
      '--from <date>',
      'first minute, like 2022-05-09 or 2022-05-09T12:30, UTC (default: the first one with history)',
    )
    .option('--to <date>', 'end, not included (default: that of the data)')
    .option(
      '--model <model>',
      'folder of a model bundle, the id of one in the lake, or forced:BUY, forced:SELL, forced:HOLD',
    )
    .addOption(new Option('--rule <name>', 'a rule to compare with, instead of a model').choices(RULE_NAMES))
    .option('--data <dir>', 'folder of Binance Vision klines, instead of the lake')
    .option(
      '--funding <file>',
      'with --data: CSV of settlements (default: the one beside the klines); or assumed: 0.01 % every 8 hours',
    )
    .option('--data-dir <dir>', 'folder of state, in which the lake is (default: that of npm start)')
    .option('--lake <place>', 'the lake itself: a folder, or s3://bucket/prefix')
    .addOption(
      new Option('--rules <rules>', 'gated: entries must beat their cost; seed: cost gate and stop floor off')
        .choices(['gated', 'seed'])
        .default('gated'),
    )
    .option('--deposit <usdt>', 'what it begins with', '10000')
    .option('--fee <fee>', 'taker fee of each fill, like 0.04% or 0.0004', '0.05%')
    .option('--seed <number>', 'of the random rule and of the bootstrap', wholeNumber(0, 999_999_999), 1)
    .option('--entry-share <share>', 'rule random: share of the minutes in which it wants to be in', share, 0.01)
    .option(
      '--out <dir>',
      'folder of report.html, equity.svg, trades.csv, summary.json (default: in backtests/ of the folder of state)',
    )
    .option('--json', 'for scripts: one line of JSON')
    .action((options: BacktestCommandOptions) => runBacktestCommand(options));
}

function share(text: string): number {
  const value = /^\d*\.?\d+$/.test(text) ? Number(text) : NaN;
  if (value > 0 && value <= 1) return value;
  throw new InvalidArgumentError('right is a share above 0 and up to 1, such as 0.01');
}
