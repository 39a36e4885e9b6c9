import { Option } from 'commander';
import type { Command } from 'commander';
import { RULE_NAMES } from '../../../core/rules/comparison-rules.ts';
import { subcommand, wholeNumber } from '../subcommand.ts';
import { lookAheadAnalysis } from './lookahead-analysis.ts';
import type { LookAheadCommandOptions } from './lookahead-analysis.ts';
import { recursiveAnalysis } from './recursive-analysis.ts';
import type { RecursiveCommandOptions } from './recursive-analysis.ts';

/** `minutehand lookahead-analysis` and `minutehand recursive-analysis`. */
export function analysisCommands(): Command[] {
  const lookAhead = onMinutes(
    'lookahead-analysis',
    'change the future, and see that no feature, prediction or decision changes',
  )
    .addOption(new Option('--rule <name>', 'what predicts').choices([...RULE_NAMES]).default('momentum'))
    .option('--cuts <number>', 'minutes after which the future is changed', wholeNumber(2, 1_000), 6)
    .action((options: LookAheadCommandOptions) => lookAheadAnalysis(options));
  const recursive = onMinutes('recursive-analysis', "features' dependence on how many bars they start with")
    .option(
      '--lengths <list>',
      'start-up lengths in bars; 1500, what a live minute has, is always among them',
      lengths,
      [120, 250, 500, 1_000],
    )
    .option('--ends <number>', 'histories that are looked at', wholeNumber(1, 10_000), 12)
    .option('--all', 'also features that agree at every length')
    .action((options: RecursiveCommandOptions) => recursiveAnalysis(options));
  return [lookAhead, recursive];
}

function onMinutes(name: string, description: string): Command {
  return subcommand(name, description)
    .option('--data <dir>', "folder of Binance Vision klines (default: the simulated market's first month)")
    .option('--from <date>', 'first minute, like 2022-05-01 or 2022-05-01T12:00, UTC')
    .option('--to <date>', 'end, not included')
    .option('--json', 'for scripts: one line of JSON');
}

function lengths(text: string): number[] {
  return text.split(',').map(wholeNumber(1, 1_000_000));
}
