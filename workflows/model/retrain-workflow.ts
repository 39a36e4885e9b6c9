import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { NotificationActivities } from '../../activities/contract.ts';
import type { ModelTrainingActivities } from '../../activities/model/contract.ts';
import type { PromotionActivities } from '../../activities/model/promotion-contract.ts';
import type { EtlActivities } from '../../activities/pipeline/etl-contract.ts';
import { checkRules, DEFAULT_PROMOTION_RULES, judgePromotion } from '../../core/model/promotion-gate.ts';
import type { PromotionRules } from '../../core/model/promotion-gate.ts';
import { DEFAULT_RETRAIN_WINDOW, retrainInterval } from '../../core/model/retrain-interval.ts';
import type { RetrainInterval, RetrainWindow } from '../../core/model/retrain-interval.ts';
import { trainingJobName } from '../../core/model/retrain-names.ts';
import type { UtcDate } from '../../core/pipeline/data-interval.ts';
import { newestCompleteDay } from '../../core/pipeline/etl/days.ts';
import { toWallDuration } from '../../core/time/market-clock.ts';
import { ALERT_POLICY, BOOKKEEPING_POLICY } from '../pipeline/policies.ts';
import { reasonOf } from '../pipeline/run-stages.ts';
import { retrainProgressQuery } from './retrain-messages.ts';
import type { RetrainInput, RetrainProgress, RetrainResult, RetrainStage } from './retrain-messages.ts';
import {
  ETL_LOOK_EVERY_MS,
  ETL_WAIT_MS,
  EVALUATION_POLICY,
  REGISTRY_POLICY,
  RETRAIN_FAILURES,
  SHORTEST_LOOK_MS,
  TRAINING_POLICY,
} from './retrain-policies.ts';

const { readMarketTime, findLastSuccess } = proxyActivities<EtlActivities>(BOOKKEEPING_POLICY);
const { trainModel } = proxyActivities<ModelTrainingActivities>(TRAINING_POLICY);
const { evaluateModels } = proxyActivities<PromotionActivities>(EVALUATION_POLICY);
const { registerModel, recordVerdict } = proxyActivities<PromotionActivities>(REGISTRY_POLICY);
const { notifyOperator } = proxyActivities<NotificationActivities>(ALERT_POLICY);

const SCHEDULED_TIME = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');
const DEFAULT_SEED = 1;

/**
 * Trains a challenger on the newest days, judges it against the champion on the days after them, and promotes it or keeps
 * the champion by the written gate. Until the promotion is recorded nothing has changed for whoever serves: a failure at
 * any point leaves the champion where it is, and is told.
 */
export async function retrainWorkflow(input: RetrainInput): Promise<RetrainResult> {
  const { window, rules } = checked(input);
  const who = input.who ?? 'the schedule daily-retrain';
  let progress: RetrainProgress = { stage: 'waiting', text: 'Looking for the newest day in gold' };
  const show = (stage: RetrainStage, text: string): void => {
    progress = { stage, text };
    setCurrentDetails(text);
  };
  setHandler(retrainProgressQuery, () => progress, { description: 'How far the retraining is' });
  show(progress.stage, progress.text);
  try {
    const newest = input.newest ?? (await newestInGold(input, show));
    const result = await retrain(input, { newest, window, rules, who }, show);
    await tell('info', `${announcement(input, result)}.`);
    return result;
  } catch (error) {
    if (!isCancellation(error)) {
      await tell('alarm', `The retraining of ${input.symbol} failed, its model goes on serving: ${reasonOf(error)}`);
    }
    throw error;
  }
}

interface CheckedInput {
  readonly window: RetrainWindow;
  readonly rules: PromotionRules;
}

function checked({ newest, window, rules }: RetrainInput): CheckedInput {
  const whole = {
    window: { ...DEFAULT_RETRAIN_WINDOW, ...window },
    rules: { ...DEFAULT_PROMOTION_RULES, ...rules },
  };
  try {
    checkRules(whole.rules);
    retrainInterval(newest ?? '2022-01-01', whole.window);
    return whole;
  } catch (error) {
    throw ApplicationFailure.nonRetryable((error as Error).message, RETRAIN_FAILURES.badInput);
  }
}

/** The newest day that is over, once it is in gold: the ETL of that day has succeeded then. */
async function newestInGold(
  { symbol, clock = { kind: 'realtime' } }: RetrainInput,
  show: (stage: RetrainStage, text: string) => void,
): Promise<UtcDate> {
  const scheduled = workflowInfo().typedSearchAttributes.get(SCHEDULED_TIME);
  const due = newestCompleteDay(
    clock.kind === 'realtime' && scheduled !== undefined ? scheduled.getTime() : await readMarketTime(),
  );
  for (let waited = 0; ; waited += ETL_LOOK_EVERY_MS) {
    const last = await findLastSuccess({ symbol, stage: 'gold' });
    if (last !== null && last >= due) return last;
    const have = last === null ? 'gold has no day yet' : `the newest day in gold is ${last}`;
    if (waited >= ETL_WAIT_MS) {
      throw ApplicationFailure.nonRetryable(
        `the ETL of ${due} did not succeed within ${ETL_WAIT_MS / 3_600_000} h of exchange time: ${have}`,
        RETRAIN_FAILURES.noData,
      );
    }
    show('waiting', `Waiting for the ETL of ${due}: ${have}`);
    await sleep(Math.max(SHORTEST_LOOK_MS, toWallDuration(clock, ETL_LOOK_EVERY_MS)));
  }
}

async function retrain(
  { symbol, market, seed = DEFAULT_SEED, options }: RetrainInput,
  { newest, window, rules, who }: CheckedInput & { readonly newest: UtcDate; readonly who: string },
  show: (stage: RetrainStage, text: string) => void,
): Promise<RetrainResult> {
  const interval = retrainInterval(newest, window);
  const { from, to, heldOut } = interval;
  show('training', `Training on ${from} to ${to}, to be judged on the days up to ${newest}`);
  const jobName = trainingJobName(symbol, newest, { windowDays: window.windowDays, seed });
  const request = { symbol, from, to, seed, jobName };
  const { bundleDirectory } = await trainModel(options === undefined ? request : { ...request, options });

  show('registering', 'Copying the bundle into the lake and registering the model');
  const { modelId, champion } = await registerModel({ bundleDirectory, who });
  if (champion === modelId) {
    show('done', `The training made the champion ${modelId} again: nothing to judge`);
    return { interval, modelId, champion, decision: 'same', verdict: null };
  }

  show('evaluating', `Judging ${modelId} against ${champion ?? 'doing nothing'} on ${spanText(interval)}`);
  const evaluation = await evaluateModels({ symbol, market, challenger: modelId, champion, heldOut });
  const verdict = judgePromotion(evaluation.challenger, evaluation.champion, rules);

  show('recording', `Writing the verdict down: ${verdict.reason}`);
  await recordVerdict({ symbol, market, challenger: modelId, champion, verdict, who });
  show('done', verdict.reason);
  return { interval, modelId, champion, decision: verdict.decision, verdict };
}

function announcement({ symbol }: RetrainInput, { decision, modelId, verdict, interval }: RetrainResult): string {
  if (decision === 'same') return `The retraining of ${symbol} made its champion ${modelId} again`;
  const what = decision === 'promote' ? `promoted ${modelId}` : `did not promote ${modelId}`;
  return `The retraining of ${symbol} ${what}, judged on ${spanText(interval)}: ${verdict?.reason ?? ''}`;
}

function spanText({ heldOut }: RetrainInterval): string {
  return `${instant(heldOut.from)} to ${instant(heldOut.to)}`;
}

function instant(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

async function tell(level: 'info' | 'alarm', text: string): Promise<void> {
  await CancellationScope.nonCancellable(() => notifyOperator({ level, text })).catch(() => undefined);
}
