import type { TableDefinition } from '../delta/table-definition.ts';

/** One row for each stage of each run of the pipeline: what the dashboard's page and the watchdog read. */
export const PIPELINE_RUNS: TableDefinition = {
  columns: [
    { name: 'workflow_id', type: 'string', nullable: false },
    { name: 'run_id', type: 'string', nullable: false },
    { name: 'stage', type: 'string', nullable: false, comment: 'silver, gold, compact or backfill' },
    { name: 'symbol', type: 'string', nullable: false },
    { name: 'from', type: 'timestamp', nullable: false, comment: 'data interval, exchange time' },
    { name: 'to', type: 'timestamp', nullable: false, comment: 'not included' },
    { name: 'status', type: 'string', nullable: false, comment: 'succeeded, failed or unchanged' },
    { name: 'rows', type: 'long', nullable: false, comment: 'rows of the stage in its tables' },
    { name: 'missing_minutes', type: 'long', nullable: false },
    { name: 'repaired_minutes', type: 'long', nullable: false, comment: 'filled by REST in this run' },
    { name: 'duplicates', type: 'long', nullable: false, comment: 'messages of bronze that said the same again' },
    { name: 'message', type: 'string', comment: 'why it failed, or what was noticed' },
    { name: 'started_time', type: 'timestamp', nullable: false, comment: 'our clock' },
    { name: 'finished_time', type: 'timestamp', nullable: false, comment: 'our clock' },
  ],
  configuration: { 'delta.appendOnly': 'true' },
  description: 'What the pipeline did, stage by stage.',
};
