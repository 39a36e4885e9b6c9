import path from 'node:path';
import type { Client } from '@temporalio/client';
import type { DriftActivities } from '../activities/model/drift-contract.ts';
import { createDriftActivities } from '../activities/model/drift.ts';
import { openAuditReader } from '../adapters/audit/json-lines-reader.ts';
import type { Lakehouse } from '../adapters/lakehouse/lakehouse.ts';
import { createBundleStore } from '../adapters/registry/bundle-store.ts';
import { createModelRegistry } from '../adapters/registry/model-registry.ts';
import { driftSignal, tradingWorkflowId } from '../workflows/messages.ts';
import type { PipelineWorkerSettings } from './pipeline-settings.ts';

/** The measurement of drift, where the settings say that there is an audit to measure by. */
export function driftActivities(
  { drift, training, workDirectory }: PipelineWorkerSettings,
  lake: Lakehouse,
  client: Client,
): DriftActivities | undefined {
  if (drift === undefined) return undefined;
  return createDriftActivities({
    lake,
    registry: createModelRegistry(lake),
    bundles: createBundleStore(lake.store, path.join(workDirectory, 'bundles')),
    audit: openAuditReader(drift.auditDirectory),
    market: training.market,
    limits: drift.limits,
    tell: (symbol, found) => client.workflow.getHandle(tradingWorkflowId(symbol)).signal(driftSignal, found),
  });
}
