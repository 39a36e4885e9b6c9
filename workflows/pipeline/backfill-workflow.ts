import {
  ActivityFailure,
  ApplicationFailure,
  continueAsNew,
  defineQuery,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { BackfillActivities } from '../../activities/pipeline/backfill-contract.ts';
import {
  addTotals,
  BACKFILL_PROGRESS_QUERY,
  backfillParts,
  MONTHS_AT_ONCE,
  NOTHING_LOADED,
} from '../../core/pipeline/backfill/backfill.ts';
import type { BackfillPart, BackfillProgress, BackfillRequest } from '../../core/pipeline/backfill/backfill.ts';
import { outcomeText, progressLine } from '../../core/pipeline/backfill/progress-text.ts';
import { LOAD_PART_POLICY, MAX_BACKFILL_EVENTS, RECORD_RUN_POLICY } from './backfill-policies.ts';

export interface BackfillInput extends BackfillRequest {
  /** Handed on by the run before: the first `partsDone` parts are done. */
  readonly progress?: BackfillProgress;
  /** Events after which the history is continued as new; MAX_BACKFILL_EVENTS when absent. */
  readonly maxHistoryEvents?: number;
}

export const backfillProgressQuery = defineQuery<BackfillProgress>(BACKFILL_PROGRESS_QUERY);

const { loadBackfillPart } = proxyActivities<BackfillActivities>(LOAD_PART_POLICY);
const { recordBackfill } = proxyActivities<BackfillActivities>(RECORD_RUN_POLICY);

/**
 * Loads the months of a range into bronze, some at once, from the archive and then by REST. What is there is left as it
 * is, so a second run changes nothing. A month that can't be loaded does not hold up the others; the workflow fails at the
 * end then, with every reason.
 */
export async function backfillWorkflow(input: BackfillInput): Promise<BackfillProgress> {
  const startedAt = input.progress?.startedAt ?? Date.now();
  const parts = partsOf(input, startedAt);
  let progress = input.progress ?? beginning(input, parts, startedAt);
  const show = (next: BackfillProgress): void => {
    progress = next;
    setCurrentDetails(`${progressLine(progress, Date.now())}${failures(progress)}`);
  };
  setHandler(backfillProgressQuery, () => progress, { description: 'How far the back-fill is' });
  show(progress);

  let next = progress.partsDone;
  const workThrough = async (): Promise<void> => {
    while (next < parts.length && !shouldContinueAsNew(input)) {
      const part = parts[next++] as BackfillPart;
      const partly = await loadPart(input, part, startedAt);
      const partsDone = progress.partsDone + 1;
      if (typeof partly === 'string') {
        show({ ...progress, partsDone, failed: [...progress.failed, { part: part.label, sentence: partly }] });
      } else {
        show({ ...progress, partsDone, totals: addTotals(progress.totals, partly) });
      }
    }
  };
  await Promise.all(Array.from({ length: input.atOnce ?? MONTHS_AT_ONCE }, workThrough));
  if (next < parts.length) await continueAsNew<typeof backfillWorkflow>({ ...input, progress });

  show({ ...progress, finishedAt: Date.now() });
  await recordBackfill({ progress });
  setCurrentDetails(`${outcomeText(progress)}${failures(progress)}`);
  if (progress.failed.length === 0) return progress;
  throw ApplicationFailure.create({
    nonRetryable: true,
    type: 'BackfillIncomplete',
    message: `${outcomeText(progress)}${failures(progress)}`,
    details: [progress],
  });
}

function partsOf(input: BackfillInput, now: number): BackfillPart[] {
  try {
    return backfillParts(input, now);
  } catch (error) {
    if (error instanceof RangeError) throw ApplicationFailure.nonRetryable(error.message, 'BadRequest');
    throw error;
  }
}

function beginning(
  { symbol, kind }: BackfillInput,
  parts: readonly BackfillPart[],
  startedAt: number,
): BackfillProgress {
  const [from = 0, to = 0] = [parts[0]?.from, parts.at(-1)?.to];
  return { symbol, kind, from, to, parts: parts.length, partsDone: 0, totals: NOTHING_LOADED, failed: [], startedAt };
}

/** The part's totals, or the sentence that says why it could not be loaded. */
async function loadPart({ symbol, kind, archive, rest }: BackfillInput, part: BackfillPart, since: number) {
  const byRest = rest ?? archive?.kind !== 'folder';
  const from = archive === undefined ? {} : { archive };
  const activity = loadBackfillPart({ symbol, kind, part, since, rest: byRest, ...from });
  return activity.catch((error: unknown) => {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    return error.cause?.message ?? error.message;
  });
}

function failures({ failed }: BackfillProgress): string {
  return failed.map(({ part, sentence }) => `\n\n${part}: ${sentence}`).join('');
}

function shouldContinueAsNew({ maxHistoryEvents = MAX_BACKFILL_EVENTS }: BackfillInput): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength >= maxHistoryEvents;
}
