import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import type { LakeLocation } from '../../../adapters/lakehouse/lakehouse.ts';
import { tableState } from '../../../adapters/lakehouse/table-state.ts';
import type { TableState } from '../../../adapters/lakehouse/table-state.ts';
import { LAKE_TABLE_NAMES } from '../../../adapters/lakehouse/tables/all-tables.ts';

const SHOWN_RUNS = 100;
/** A page is no reason to take the machine from the pipeline. */
const ENGINE = { memoryLimit: '256MB', threads: 1 } as const;

/** A stage of a run, as audit/pipeline_runs holds it. */
export interface PipelineRun {
  readonly workflowId: string;
  readonly runId: string;
  readonly stage: string;
  /** Data interval [from, to), exchange time, epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly status: string;
  readonly rows: number;
  readonly missingMinutes: number;
  readonly repairedMinutes: number;
  readonly duplicates: number;
  readonly message: string | null;
  /** Our clock, epoch ms. */
  readonly startedAt: number;
  readonly finishedAt: number;
}

export interface LakeSource {
  /** Newest first. */
  runs(): Promise<readonly PipelineRun[]>;
  /** Those that were ever written to, in the order of the layers. */
  tables(): Promise<readonly TableState[]>;
  close(): Promise<void>;
}

/** Reads the lake as it grows; a lake that isn't there yet is an empty one. */
export function createLakeSource(location: LakeLocation): LakeSource {
  const lake = new Lakehouse(location, ENGINE);
  return {
    runs: () => latestRuns(lake),
    async tables() {
      const states: TableState[] = [];
      for (const name of LAKE_TABLE_NAMES) {
        const table = await lake.existing(name);
        if (table) states.push(tableState(name, await table.snapshot()));
      }
      return states;
    },
    close: () => lake.close(),
  };
}

async function latestRuns(lake: Lakehouse): Promise<PipelineRun[]> {
  const table = await lake.existing('audit/pipeline_runs');
  if (!table) return [];
  return table.withView('pipeline_runs', async (connection) => {
    const answer = await connection.runAndReadAll(
      `SELECT workflow_id, run_id, stage, epoch_ms("from"), epoch_ms("to"), status, rows, missing_minutes,
              repaired_minutes, duplicates, message, epoch_ms(started_time), epoch_ms(finished_time)
       FROM pipeline_runs ORDER BY finished_time DESC LIMIT ${SHOWN_RUNS}`,
    );
    return answer.getRows().map((row) => {
      const text = (index: number) => String(row[index]);
      const count = (index: number) => Number(row[index]);
      return {
        workflowId: text(0),
        runId: text(1),
        stage: text(2),
        from: count(3),
        to: count(4),
        status: text(5),
        rows: count(6),
        missingMinutes: count(7),
        repairedMinutes: count(8),
        duplicates: count(9),
        message: row[10] === null ? null : text(10),
        startedAt: count(11),
        finishedAt: count(12),
      };
    });
  });
}
