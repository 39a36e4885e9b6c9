import { Argument } from 'commander';
import type { Command } from 'commander';
import type { LakeOptions } from '../lake/lake-place.ts';
import { onLake, subcommand, wholeNumber } from '../subcommand.ts';
import { promoteModel, rollBack } from './change-champion.ts';
import type { ChangeOptions, RollBackOptions } from './change-champion.ts';
import { listModels } from './list-models.ts';
import { retrainModel } from './retrain-model.ts';
import type { RetrainOptions } from './retrain-model.ts';
import { showModel } from './show-model.ts';

/** `minutehand model`: which models there are, which one serves, and its change. */
export function modelCommand(): Command {
  const model = subcommand('model', 'which models there are, which one serves, and its change').helpCommand(false);
  onLake(model, 'ls', 'every registered model: standing, data, trained when').action((options: LakeOptions) =>
    listModels(options),
  );
  onLake(model, 'show', "a model's data, metrics, and what happened to it, with the gate's numbers")
    .addArgument(new Argument('<id>', 'as model ls shows it'))
    .action((id: string, options: LakeOptions) => showModel(id, options));
  onLake(model, 'promote', 'let a registered model serve in the place of the champion, without the gate')
    .addArgument(new Argument('<id>', 'as model ls shows it'))
    .option('--reason <text>', 'why, for the history')
    .action((id: string, options: ChangeOptions) => promoteModel(id, options));
  onLake(model, 'rollback', 'let the champion before the present one serve again')
    .option('--market <kind>', 'of which market, where there are champions of several: simulated, replay or binance')
    .option('--reason <text>', 'why, for the history')
    .action((options: RollBackOptions) => rollBack(options));
  onLake(model, 'retrain', 'train, judge and promote or keep, by the pipeline of the running npm start')
    .option('--newest <date>', 'last day that is judged on (default: the newest that is over)')
    .option('--window-days <days>', 'days to train on (default: 180)', wholeNumber(1, 3_650))
    .option('--held-out-days <days>', 'days after them to judge on (default: 14)', wholeNumber(1, 3_650))
    .option('--seed <number>', "of the network's weights (default: 1)", wholeNumber(0, 2 ** 31 - 1))
    .option('--epochs <number>', 'at most so many', wholeNumber(1, 1_000))
    .action((options: RetrainOptions) => retrainModel(options));
  return model;
}
