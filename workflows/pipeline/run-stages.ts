import { ActivityFailure, ApplicationFailure, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { EtlActivities, StageRun } from '../../activities/pipeline/etl-contract.ts';
import { findingsText } from '../../core/pipeline/etl/stages.ts';
import type { EtlStage, StageRequest, StageResult } from '../../core/pipeline/etl/stages.ts';
import type { StagePlace } from '../../core/pipeline/etl/stage-place.ts';
import { BOOKKEEPING_POLICY, ETL_WORKFLOW_FAILURES, STAGE_POLICY } from './policies.ts';
import { runStageByJob } from './stage-place.ts';

const { buildSilverStage, buildGoldStage, compactStage } = proxyActivities<EtlActivities>(STAGE_POLICY);
const { recordStageRun } = proxyActivities<EtlActivities>(BOOKKEEPING_POLICY);

const RUN: Readonly<Record<EtlStage, (request: StageRequest) => Promise<StageResult>>> = {
  silver: buildSilverStage,
  gold: buildGoldStage,
  compact: compactStage,
};

/**
 * Runs stages of some days one after the other, and writes down each. A stage that failed, or of which a quality check
 * said stop, ends it: what comes after would be built on it. Silver and gold are computed in `place`.
 *
 * @throws ApplicationFailure QualityStop with the findings; ActivityFailure as the stage failed.
 */
export async function runStages(
  stages: readonly EtlStage[],
  request: StageRequest,
  place: StagePlace,
  onStage: (stage: EtlStage, result?: StageResult) => void,
): Promise<StageResult[]> {
  const results: StageResult[] = [];
  for (const stage of stages) {
    onStage(stage);
    const result = await runStage(stage, request, place);
    results.push(result);
    onStage(stage, result);
  }
  return results;
}

async function runStage(stage: EtlStage, request: StageRequest, place: StagePlace): Promise<StageResult> {
  const { symbol, dates } = request;
  const startedAt = Date.now();
  const record = (outcome: StageRun['outcome']): Promise<void> =>
    recordStageRun({ stage, symbol, dates, startedAt, finishedAt: Date.now(), outcome });
  let result: StageResult;
  try {
    result =
      place.kind === 'local' || stage === 'compact'
        ? await RUN[stage](request)
        : await runStageByJob(stage, request, place.timeoutMs);
  } catch (error) {
    if (!isCancellation(error)) await record({ failure: reasonOf(error) });
    throw error;
  }
  if (result.verdict !== 'stop') {
    await record(result);
    return result;
  }
  const stops = result.findings.filter(({ verdict }) => verdict === 'stop');
  const failure = `the data of ${stage} is not fit for use: ${findingsText(stops)}`;
  await record({ failure });
  throw ApplicationFailure.create({
    nonRetryable: true,
    type: ETL_WORKFLOW_FAILURES.qualityStop,
    message: failure,
    details: [stops],
  });
}

/** The sentence below the wrappings of a failure. */
export function reasonOf(error: unknown): string {
  if (error instanceof ActivityFailure) return error.cause?.message ?? error.message;
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}
