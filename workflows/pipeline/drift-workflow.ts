import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { DriftActivities, DriftReport } from '../../activities/model/drift-contract.ts';
import { DRIFT_POLICY } from './policies.ts';

const { measureDrift } = proxyActivities<DriftActivities>(DRIFT_POLICY);

/** Measures the model that serves against its training, once a day, and tells the strategy what was found. */
export async function driftWorkflow({ symbol }: { readonly symbol: string }): Promise<DriftReport> {
  const report = await measureDrift({ symbol });
  const found = report.sentences.length === 0 ? 'no measure is beyond its limit' : report.sentences.join('\n\n');
  setCurrentDetails(report.modelId === null ? 'No model was ever promoted' : `${report.modelId}: ${found}`);
  return report;
}
