import type { Lakehouse } from '../../adapters/lakehouse/lakehouse.ts';
import { DAY_MS } from '../../core/market/bar.ts';
import type { DataInterval } from '../../core/pipeline/data-interval.ts';
import { startOfDate } from '../../core/pipeline/data-interval.ts';
import { findingsText } from '../../core/pipeline/etl/stages.ts';
import type { EtlStage } from '../../core/pipeline/etl/stages.ts';
import type { StageRun } from './etl-contract.ts';

/** Adds the row of a stage to audit/pipeline_runs, once for each stage and interval of a workflow run. */
export async function recordRun(
  lake: Lakehouse,
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
  { stage, symbol, dates, startedAt, finishedAt, outcome }: StageRun,
): Promise<void> {
  const from = startOfDate(dates[0] ?? '');
  const to = startOfDate(dates.at(-1) ?? '') + DAY_MS;
  const failed = 'failure' in outcome;
  const row = {
    workflow_id: [workflowId],
    run_id: [runId],
    stage: [stage],
    symbol: [symbol],
    from: [from],
    to: [to],
    status: [failed ? 'failed' : outcome.status],
    rows: [failed ? 0 : outcome.rows],
    missing_minutes: [failed ? 0 : outcome.missingMinutes],
    repaired_minutes: [failed ? 0 : outcome.repairedMinutes],
    duplicates: [failed ? 0 : outcome.duplicates],
    message: [failed ? outcome.failure : (findingsText(outcome.findings) ?? null)],
    started_time: [startedAt],
    finished_time: [finishedAt],
  };
  const runs = await lake.table('audit/pipeline_runs');
  await runs.append(row, { transaction: { appId: `etl/${workflowId}/${runId}/${stage}/${from}`, version: 0 } });
}

/** Intervals of which a stage succeeded, or had nothing to change. */
export async function succeededIntervals(lake: Lakehouse, symbol: string, stage: EtlStage): Promise<DataInterval[]> {
  const runs = await lake.existing('audit/pipeline_runs');
  if (!runs) return [];
  const columns = ['symbol', 'stage', 'status', 'from', 'to'];
  const rows = await runs.read({ columns, orderBy: ['from', 'to'] });
  const at = (name: string, row: number) => rows[name]?.[row];
  return (rows['from'] ?? []).flatMap((from, row) => {
    const succeeded = at('status', row) !== 'failed' && at('stage', row) === stage && at('symbol', row) === symbol;
    return succeeded ? [{ from: Number(from), to: Number(at('to', row)) }] : [];
  });
}
