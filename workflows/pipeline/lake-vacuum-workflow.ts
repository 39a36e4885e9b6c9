import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { VacuumActivities, VacuumReport } from '../../activities/pipeline/vacuum-contract.ts';
import { STAGE_POLICY } from './policies.ts';

const { vacuumLake } = proxyActivities<VacuumActivities>(STAGE_POLICY);

/** Deletes the files that no reader of the lake needs any more. May be run at any time, also beside the daily job. */
export async function lakeVacuumWorkflow(): Promise<VacuumReport> {
  const report = await vacuumLake();
  setCurrentDetails(`${report.files} files deleted, ${report.bytes} bytes`);
  return report;
}
