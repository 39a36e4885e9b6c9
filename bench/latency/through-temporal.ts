import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { FORCED_PRIOR } from '../../adapters/model/forced-model.ts';
import { PaperMarketControl } from '../../adapters/paper-market/control.ts';
import { startChild } from '../../apps/cli/child-process.ts';
import { DEFAULT_RISK_LIMITS } from '../../core/risk/limits.ts';
import type { RiskLimits } from '../../core/risk/limits.ts';
import type { TradingWorkerSettings } from '../../workers/settings.ts';
import { WORKFLOW_TASK_TIMEOUT } from '../../workflows/activity-policies.ts';
import { flattenUpdate, TASK_QUEUES, tradingWorkflowId } from '../../workflows/messages.ts';
import { eventsOf, stagesOf } from './minute-stages.ts';
import type { MinuteEvents, MinuteStages } from './minute-stages.ts';
import { listenForFinishedMinutes, pause } from './pace.ts';
import { SYMBOL } from './place.ts';
import type { Place } from './place.ts';

/** Small orders, and nothing that locks entries: every minute is to place one. */
export const LIMITS: RiskLimits = {
  ...DEFAULT_RISK_LIMITS,
  kellyScale: 0.02,
  dailyDrawdown: 0.5,
  protections: {
    cooldownMinutes: 0,
    stopLossGuard: { ...DEFAULT_RISK_LIMITS.protections.stopLossGuard, stops: 0 },
    lowEdge: { ...DEFAULT_RISK_LIMITS.protections.lowEdge, trades: 0 },
  },
};

export interface ThroughTemporal {
  readonly stages: readonly MinuteStages[];
  readonly minutes: readonly MinuteEvents[];
}

/**
 * Runs the trading worker as a process of its own and the trading workflow over `entries` minutes that place an order
 * and `holds` that place none. Between bars the position is closed by the `requestFlatten` update.
 */
export async function measureThroughTemporal(place: Place, entries: number, holds: number): Promise<ThroughTemporal> {
  const connection = await Connection.connect({ address: place.temporal.address });
  const client = new Client({ connection });
  const market = new PaperMarketControl(place.restUrl);
  const handle = client.workflow.getHandle(tradingWorkflowId(SYMBOL));
  let finished = 0;
  let failure: Error | undefined;
  const goOn = async (openTime: number): Promise<void> => {
    finished += 1;
    await handle.executeUpdate(flattenUpdate, { args: [{}] });
    await pause();
    await market.finishMinute(SYMBOL, openTime);
  };
  const seen = new Set<number>();
  const minutes = await listenForFinishedMinutes((openTime) => {
    // The hand-over to a new run may say it a second time.
    if (seen.has(openTime)) return;
    seen.add(openTime);
    goOn(openTime).catch((error: Error) => (failure = error));
  });
  const worker = await startWorker(place, minutes.url, entries);
  try {
    const started = await client.workflow.start('tradingWorkflow', {
      workflowId: handle.workflowId,
      taskQueue: TASK_QUEUES.trading,
      workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
      args: [
        {
          settings: {
            symbol: SYMBOL,
            runTag: 'bench',
            clock: { kind: 'lockstep' },
            limits: LIMITS,
            prior: FORCED_PRIOR,
          },
        },
      ],
    });
    const giveUpAt = Date.now() + 30_000 + (entries + holds) * 2_000;
    while (finished < entries + holds) {
      if (failure) throw failure;
      if (Date.now() > giveUpAt) throw new Error(`only ${finished} of ${entries + holds} minutes came`);
      await delay(100);
    }
    return await readRuns(client, handle.workflowId, started.firstExecutionRunId);
  } finally {
    await handle.terminate('measured').catch(() => undefined);
    await worker.stop();
    minutes.close();
    await connection.close();
  }
}

async function startWorker(place: Place, controlUrl: string, entries: number) {
  const settings: TradingWorkerSettings = {
    temporal: { address: place.temporal.address, namespace: 'default', taskQueue: TASK_QUEUES.trading },
    workflowId: tradingWorkflowId(SYMBOL),
    symbol: SYMBOL,
    clock: { kind: 'lockstep' },
    exchange: { kind: 'paper', restUrl: place.restUrl, wsUrl: place.wsUrl, controlUrl },
    leverage: LIMITS.leverage,
    // Replaced by the decided model.
    model: { kind: 'forced', signal: 'BUY' },
    auditDirectory: path.join(place.directory, 'audit'),
  };
  const file = path.join(place.directory, 'worker.json');
  writeFileSync(file, JSON.stringify(settings));
  return await startChild({
    name: 'worker',
    module: path.join(import.meta.dirname, 'worker.ts'),
    args: [file, String(entries)],
    logFile: path.join(place.directory, 'worker.log'),
    readyWithinMs: 120_000,
    graceMs: 6_000,
  });
}

/** Every run of the workflow, from the first through each continue-as-new. */
async function readRuns(client: Client, workflowId: string, firstRun: string): Promise<ThroughTemporal> {
  const stages: MinuteStages[] = [];
  const minutes: MinuteEvents[] = [];
  for (let run: string | null | undefined = firstRun; run;) {
    const handle: WorkflowHandle = client.workflow.getHandle(workflowId, run);
    const history = await handle.fetchHistory();
    stages.push(...stagesOf(history));
    minutes.push(...eventsOf(history));
    run = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  }
  return { stages, minutes };
}
