import { ApplicationFailure } from '@temporalio/activity';
import { ExchangeError } from '../../adapters/exchange/port.ts';
import type { Lakehouse } from '../../adapters/lakehouse/lakehouse.ts';
import { UnreadableBronze } from '../../adapters/lakehouse/stages/stage-error.ts';
import type { LakeTable } from '../../adapters/lakehouse/tables/all-tables.ts';
import { BRONZE_TABLES } from '../../adapters/lakehouse/tables/bronze.ts';
import type { DayFinding, EtlStage, StageResult } from '../../core/pipeline/etl/stages.ts';
import { gravest } from '../../core/quality/finding.ts';
import { ETL_FAILURES } from './etl-contract.ts';
import { exchangeFailure } from './exchange-failure.ts';

/** The tables that a stage writes. */
export const STAGE_TABLES: Readonly<Record<EtlStage, readonly LakeTable[]>> = {
  silver: ['silver/bars_1m', 'silver/flow_1m', 'silver/book_1m', 'silver/funding'],
  gold: ['gold/features_1m', 'gold/labels_1m'],
  compact: Object.keys(BRONZE_TABLES) as LakeTable[],
};

export const NOTHING_COUNTED = { missingMinutes: 0, repairedMinutes: 0, duplicates: 0 };

/** The findings of a stage as its result has them. */
export function judged(findings: readonly DayFinding[]): Pick<StageResult, 'verdict' | 'findings'> {
  return {
    verdict: gravest(findings.map(({ verdict }) => verdict)),
    findings: findings.filter(({ verdict }) => verdict !== 'pass'),
  };
}

/** Versions of a stage's tables, as one text. */
export async function versionsOf(lake: Lakehouse, stage: EtlStage): Promise<string> {
  const versions: (number | undefined)[] = [];
  for (const name of STAGE_TABLES[stage]) versions.push((await (await lake.existing(name))?.snapshot())?.version);
  return versions.join();
}

/** Runs the work of a stage; what no retry mends becomes a failure that asks for none. @throws ApplicationFailure */
export async function withStageFailures<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnreadableBronze)
      throw ApplicationFailure.nonRetryable(error.message, ETL_FAILURES.unreadable);
    if (error instanceof ExchangeError) throw exchangeFailure(error, ETL_FAILURES.refused);
    if (error instanceof RangeError) throw ApplicationFailure.nonRetryable(error.message, ETL_FAILURES.refused);
    throw error;
  }
}
