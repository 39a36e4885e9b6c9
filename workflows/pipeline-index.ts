export { backfillWorkflow } from './pipeline/backfill-workflow.ts';
