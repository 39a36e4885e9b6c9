import type { GlueJobRunner } from '../../adapters/glue/port.ts';
import type { Lakehouse } from '../../adapters/lakehouse/lakehouse.ts';
import { featureDays, silverBelow } from '../../adapters/lakehouse/stages/gold-days.ts';
import { checkGoldDays, checkSilverDays } from '../../adapters/lakehouse/stages/quality.ts';
import type { AskKlines } from '../../adapters/lakehouse/stages/repair-gaps.ts';
import { countSilver, surveyKlines } from '../../adapters/lakehouse/stages/silver-by-job.ts';
import type { StagePlace } from '../../core/pipeline/etl/stage-place.ts';
import type { StageRequest, StageResult } from '../../core/pipeline/etl/stages.ts';
import { DEFAULT_QUALITY_THRESHOLDS } from '../../core/quality/thresholds.ts';
import { runGlueStage } from './glue.ts';
import { withHeartbeat } from './heartbeat.ts';
import type { KlinesOfDay, StageJobActivities } from './stage-job-contract.ts';
import { judged, NOTHING_COUNTED, versionsOf, withStageFailures } from './stage-outcome.ts';

export interface StageJobDependencies {
  readonly lake: Lakehouse;
  /** Where the job finds the lake: a folder, or `s3://bucket/prefix`. */
  readonly lakeAddress: string;
  readonly place: StagePlace;
  /** What runs the job; absent where the stages are the worker's own. */
  readonly runner?: GlueJobRunner;
  readonly askKlines?: AskKlines;
}

/** Silver and gold by the Spark job: what comes before and after it, on the lake. */
export function createStageJobActivities(dependencies: StageJobDependencies): StageJobActivities {
  const { lake, lakeAddress, place, runner, askKlines } = dependencies;
  return {
    readStagePlace: () => Promise.resolve(place),

    prepareStageJob: ({ stage, symbol, dates, repair = true }) =>
      withStageFailures(() =>
        withHeartbeat(async (atStep) => {
          const tables = await versionsOf(lake, stage);
          if (stage === 'gold') return { tables, silver: await silverBelow(lake, dates) };
          const ask = repair && askKlines ? { askKlines } : {};
          return { tables, klines: await surveyKlines(lake, { symbol, dates, atStep, ...ask }) };
        }),
      ),

    runGlueStage: (request) => runGlueStage(runner, lakeAddress, request),

    judgeStageJob: ({ stage, before, ...request }) =>
      withStageFailures(() =>
        withHeartbeat(async (atStep) => {
          if (stage === 'gold' && (await silverBelow(lake, request.dates)) !== before.silver) return null;
          const status = (await versionsOf(lake, stage)) === before.tables ? 'unchanged' : 'succeeded';
          atStep(`quality of ${stage}`);
          const result = stage === 'gold' ? judgeGold(lake, request) : judgeSilver(lake, request, before.klines ?? []);
          return { stage, status, ...(await result) };
        }),
      ),
  };
}

type Judgement = Omit<StageResult, 'stage' | 'status'>;

async function judgeSilver(
  lake: Lakehouse,
  { symbol, dates, thresholds = DEFAULT_QUALITY_THRESHOLDS }: StageRequest,
  klines: readonly KlinesOfDay[],
): Promise<Judgement> {
  const before = new Map(klines.map((day) => [day.date, day]));
  const days = (await countSilver(lake, { symbol, dates })).map((day) => {
    const { missingMinutes: wasMissing = 0, duplicates = 0, disagreements = 0 } = before.get(day.date) ?? {};
    return { ...day, repairedMinutes: Math.max(0, wasMissing - day.missingMinutes), duplicates, disagreements };
  });
  const total = (pick: (day: (typeof days)[number]) => number): number => days.reduce((sum, day) => sum + pick(day), 0);
  return {
    rows: total((day) => day.rows),
    missingMinutes: total((day) => day.missingMinutes),
    repairedMinutes: total((day) => day.repairedMinutes),
    duplicates: total((day) => day.duplicates),
    ...judged(await checkSilverDays(lake, symbol, days, thresholds)),
  };
}

async function judgeGold(
  lake: Lakehouse,
  { symbol, dates, thresholds = DEFAULT_QUALITY_THRESHOLDS }: StageRequest,
): Promise<Judgement> {
  const days = await featureDays(lake, { symbol, dates });
  const rows = days.reduce((sum, day) => sum + day.featureRows, 0);
  return { ...NOTHING_COUNTED, rows, ...judged(await checkGoldDays(lake, symbol, days, thresholds)) };
}
