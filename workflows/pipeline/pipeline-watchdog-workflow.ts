import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { NotificationActivities } from '../../activities/contract.ts';
import type { EtlActivities } from '../../activities/pipeline/etl-contract.ts';
import { DAY_MS } from '../../core/market/bar.ts';
import { startOfDate } from '../../core/pipeline/data-interval.ts';
import type { PipelineWatchdogInput, PipelineWatchdogResult } from './etl-messages.ts';
import { ALERT_POLICY, BOOKKEEPING_POLICY, DEFAULT_MAX_AGE_MS } from './policies.ts';

const { readMarketTime, findLastSuccess } = proxyActivities<EtlActivities>(BOOKKEEPING_POLICY);
const { notifyOperator } = proxyActivities<NotificationActivities>(ALERT_POLICY);

/**
 * Looks whether the newest day in gold is too old, and alarms then. It watches the result and not the runs: a schedule
 * that is paused, a run that hangs and a worker that is gone all look the same from here.
 */
export async function pipelineWatchdogWorkflow(input: PipelineWatchdogInput): Promise<PipelineWatchdogResult> {
  const { symbol, maxAgeMs = DEFAULT_MAX_AGE_MS, expectedFrom } = input;
  const [lastSuccess, now] = await Promise.all([findLastSuccess({ symbol, stage: 'gold' }), readMarketTime()]);
  const end = lastSuccess === null ? expectedFrom : startOfDate(lastSuccess) + DAY_MS;
  const ageMs = end === undefined ? null : now - end;
  const alarmed = ageMs === null || ageMs > maxAgeMs;
  const newest = lastSuccess === null ? 'No day has succeeded yet' : `The newest day in gold is ${lastSuccess}`;
  const age = ageMs === null ? '' : `, ${(ageMs / 3_600_000).toFixed(1)} h of exchange time ago`;
  setCurrentDetails(`${newest}${age}`);
  if (alarmed) {
    const text = `${newest}${age}; ${(maxAgeMs / 3_600_000).toFixed(1)} h are allowed for ${symbol}. Look at the schedule daily-etl, its runs and the pipeline worker.`;
    await notifyOperator({ level: 'alarm', text });
  }
  return { lastSuccess, ageMs, alarmed };
}
