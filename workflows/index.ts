export { tradingWorkflow } from './trading-workflow.ts';
