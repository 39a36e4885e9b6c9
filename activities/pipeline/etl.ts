import { activityInfo } from '@temporalio/activity';
import type { Lakehouse } from '../../adapters/lakehouse/lakehouse.ts';
import { buildGold } from '../../adapters/lakehouse/stages/gold.ts';
import { checkGoldDays, checkSilverDays } from '../../adapters/lakehouse/stages/quality.ts';
import type { AskKlines } from '../../adapters/lakehouse/stages/repair-gaps.ts';
import { buildSilver } from '../../adapters/lakehouse/stages/silver.ts';
import { dateOf } from '../../core/pipeline/data-interval.ts';
import type { EtlStage, StageResult } from '../../core/pipeline/etl/stages.ts';
import { DEFAULT_QUALITY_THRESHOLDS } from '../../core/quality/thresholds.ts';
import type { EtlActivities } from './etl-contract.ts';
import { withHeartbeat } from './heartbeat.ts';
import { recordRun, succeededIntervals } from './pipeline-runs.ts';
import { judged, NOTHING_COUNTED, STAGE_TABLES, versionsOf, withStageFailures } from './stage-outcome.ts';

export interface EtlDependencies {
  readonly lake: Lakehouse;
  /** The exchange's time, epoch ms: of the paper exchange its own market's. */
  readonly marketTime: () => Promise<number>;
  /** Complete bars by REST, for minutes that bronze hasn't; without it they stay missing. */
  readonly askKlines?: AskKlines;
}

/** The stages of the daily job, on a lake. */
export function createEtlActivities({ lake, marketTime, askKlines }: EtlDependencies): EtlActivities {
  return {
    readMarketTime: marketTime,

    async findLastSuccess({ symbol, stage }) {
      const ends = (await succeededIntervals(lake, symbol, stage)).map(({ to }) => to);
      return ends.length === 0 ? null : dateOf(Math.max(...ends) - 1);
    },

    async findSucceededIntervals({ symbol, stage }) {
      const intervals = await succeededIntervals(lake, symbol, stage);
      return intervals.map(({ from, to }) => ({ from: dateOf(from), to: dateOf(to) }));
    },

    buildSilverStage: ({ symbol, dates, repair = true, thresholds = DEFAULT_QUALITY_THRESHOLDS }) =>
      runStage(lake, 'silver', async (atStep) => {
        const ask = repair && askKlines ? { askKlines } : {};
        const days = await buildSilver(lake, { symbol, dates, atStep, ...ask });
        const total = (pick: (day: (typeof days)[number]) => number): number =>
          days.reduce((sum, day) => sum + pick(day), 0);
        atStep('quality of bars');
        return {
          rows: total((day) => day.rows),
          missingMinutes: total((day) => day.missingMinutes),
          repairedMinutes: total((day) => day.repairedMinutes),
          duplicates: total((day) => day.duplicates),
          ...judged(await checkSilverDays(lake, symbol, days, thresholds)),
        };
      }),

    buildGoldStage: ({ symbol, dates, thresholds = DEFAULT_QUALITY_THRESHOLDS }) =>
      runStage(lake, 'gold', async (atStep) => {
        const days = await buildGold(lake, { symbol, dates, atStep });
        atStep('quality of features');
        return {
          ...NOTHING_COUNTED,
          rows: days.reduce((sum, day) => sum + day.featureRows, 0),
          ...judged(await checkGoldDays(lake, symbol, days, thresholds)),
        };
      }),

    compactStage: ({ dates }) =>
      runStage(lake, 'compact', async (atStep) => {
        for (const name of STAGE_TABLES.compact) {
          atStep(name);
          await (await lake.existing(name))?.compact({ where: { date: dates }, orderBy: ['event_time'] });
        }
        return { ...NOTHING_COUNTED, rows: 0, ...judged([]) };
      }),

    async recordStageRun(run) {
      const { workflowExecution } = activityInfo();
      if (!workflowExecution) throw new Error('a stage is recorded by its workflow');
      await recordRun(lake, workflowExecution, run);
    },
  };
}

async function runStage(
  lake: Lakehouse,
  stage: EtlStage,
  work: (atStep: (step: string) => void) => Promise<Omit<StageResult, 'stage' | 'status'>>,
): Promise<StageResult> {
  const before = await versionsOf(lake, stage);
  return withStageFailures(async () => {
    const done = await withHeartbeat(work);
    const status = (await versionsOf(lake, stage)) === before ? 'unchanged' : 'succeeded';
    return { stage, status, ...done };
  });
}
