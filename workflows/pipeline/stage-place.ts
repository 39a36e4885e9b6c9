import { ApplicationFailure, patched, proxyActivities } from '@temporalio/workflow';
import type { StageJobActivities } from '../../activities/pipeline/stage-job-contract.ts';
import { DAY_MS } from '../../core/market/bar.ts';
import { dateOf, startOfDate } from '../../core/pipeline/data-interval.ts';
import type { JobStage, StagePlace } from '../../core/pipeline/etl/stage-place.ts';
import type { StageRequest, StageResult } from '../../core/pipeline/etl/stages.ts';
import { BOOKKEEPING_POLICY, ETL_WORKFLOW_FAILURES, jobPolicy, MAX_JOB_ROUNDS, STAGE_POLICY } from './policies.ts';

const { readStagePlace } = proxyActivities<StageJobActivities>(BOOKKEEPING_POLICY);
const { prepareStageJob, judgeStageJob } = proxyActivities<StageJobActivities>(STAGE_POLICY);

/** Runs that were begun before there was a choice go on in the worker. */
const CHOICE = 'where-stages-run';

/** Where this run's silver and gold are computed: the worker's configuration decides, once for a run. */
export async function whereStagesRun(): Promise<StagePlace> {
  return patched(CHOICE) ? await readStagePlace() : { kind: 'local' };
}

/**
 * A stage of some days by the Spark job.
 * @throws ActivityFailure as a step failed; ApplicationFailure SilverUnquiet.
 */
export async function runStageByJob(stage: JobStage, request: StageRequest, timeoutMs: number): Promise<StageResult> {
  const { runGlueStage } = proxyActivities<StageJobActivities>(jobPolicy(timeoutMs));
  const { symbol, dates } = request;
  const from = dates[0] ?? '';
  const to = dateOf(startOfDate(dates.at(-1) ?? '') + DAY_MS);
  for (let round = 1; round <= MAX_JOB_ROUNDS; round += 1) {
    const before = await prepareStageJob({ ...request, stage });
    await runGlueStage({ stage, symbol, from, to, round });
    const result = await judgeStageJob({ ...request, stage, before });
    if (result) return result;
  }
  throw ApplicationFailure.nonRetryable(
    `silver was written ${MAX_JOB_ROUNDS} times while gold was made of it; try again when it is quiet`,
    ETL_WORKFLOW_FAILURES.silverUnquiet,
  );
}
