export { backfillWorkflow } from './pipeline/backfill-workflow.ts';
export { marketDataWorkflow } from './pipeline/market-data-workflow.ts';
