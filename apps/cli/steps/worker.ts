import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { lakeLocationText } from '../../../adapters/lakehouse/lake-location.ts';
import { moduleFile } from '../../../adapters/temporal-server/node-process.ts';
import type { TradingWorkerSettings } from '../../../workers/settings.ts';
import { TASK_QUEUES, tradingWorkflowId } from '../../../workflows/messages.ts';
import { startChild } from '../child-process.ts';
import { lakeOf } from '../session-context.ts';
import type { SessionContext } from '../session-context.ts';
import { SYMBOL } from '../start-plan.ts';
import type { ChosenModel } from './model.ts';
import type { ExchangePlace } from './paper-exchange.ts';
import type { TemporalPlace } from './temporal-server.ts';

/** Writes the worker's settings, once its workflows are bundled, and keeps a worker running on them. */
export async function startWorker(
  context: SessionContext,
  temporal: TemporalPlace,
  exchange: ExchangePlace,
  model: ChosenModel,
  bundling: Promise<string | undefined>,
): Promise<void> {
  const { directory, terminal, processes } = context;
  const settings = workerSettings(context, temporal, exchange, model, await bundling);
  writeFileSync(directory.workerSettings, `${JSON.stringify(settings, undefined, 2)}\n`);
  terminal.say('Worker: starting; it fetches the history and computes the features');
  await processes.supervise('worker', {
    name: 'worker',
    launch: (signal) =>
      startChild({
        name: 'worker',
        module: moduleFile('../../../workers/trading.ts', import.meta.url),
        args: [directory.workerSettings],
        env: exchange.credentials,
        logFile: directory.log('worker'),
        readyWithinMs: 120_000,
        graceMs: 6_000,
        signal,
      }),
  });
}

function workerSettings(
  context: SessionContext,
  temporal: TemporalPlace,
  exchange: ExchangePlace,
  model: ChosenModel,
  bundle: string | undefined,
): TradingWorkerSettings {
  const { plan, directory } = context;
  const { kind, restUrl, wsUrl } = exchange;
  return {
    temporal: { address: temporal.address, namespace: temporal.namespace, taskQueue: TASK_QUEUES.trading },
    workflowId: tradingWorkflowId(SYMBOL),
    symbol: SYMBOL,
    clock: plan.clock,
    exchange: { kind, restUrl, wsUrl, ...(plan.clock.kind === 'lockstep' ? { controlUrl: restUrl } : {}) },
    leverage: plan.limits.leverage,
    model: model.setting,
    serving: plan.serving,
    // A model that was named, or forced, is to serve: no promotion takes its place.
    ...(plan.model.kind === 'bundled' || plan.model.kind === 'trained'
      ? {
          champion: {
            lake: lakeLocationText(lakeOf(context)),
            market: plan.market,
            bundlesDirectory: path.join(directory.root, 'bundles'),
          },
        }
      : {}),
    auditDirectory: directory.audit,
    ...(bundle === undefined ? {} : { workflowBundle: bundle }),
  };
}
