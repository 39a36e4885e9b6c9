export { backfillWorkflow } from './pipeline/backfill-workflow.ts';
export { marketDataWorkflow } from './pipeline/market-data-workflow.ts';
export { dailyEtlWorkflow } from './pipeline/daily-etl-workflow.ts';
export { etlRangeWorkflow } from './pipeline/etl-range-workflow.ts';
export { pipelineWatchdogWorkflow } from './pipeline/pipeline-watchdog-workflow.ts';
export { lakeVacuumWorkflow } from './pipeline/lake-vacuum-workflow.ts';
export { fillHistoryWorkflow } from './pipeline/fill-history-workflow.ts';
export { retrainWorkflow } from './model/retrain-workflow.ts';
