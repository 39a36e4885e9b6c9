import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createEvaluationActivities } from '../activities/model/evaluation.ts';
import { createPromotionActivities } from '../activities/model/promotion.ts';
import { createModelTrainingActivities } from '../activities/model/training.ts';
import { createNotificationActivities } from '../activities/notification.ts';
import { createBackfillActivities } from '../activities/pipeline/backfill.ts';
import { createEtlActivities } from '../activities/pipeline/etl.ts';
import { createIngestionActivities } from '../activities/pipeline/ingestion.ts';
import { createStageJobActivities } from '../activities/pipeline/stage-job.ts';
import { createVacuumActivities } from '../activities/pipeline/vacuum.ts';
import { createBinanceExchange } from '../adapters/binance/binance-exchange.ts';
import { glueJobRunnerOf, stagePlaceOf } from '../adapters/glue/choose-runner.ts';
import { Recorder } from '../adapters/ingestion/recorder.ts';
import { parseLakeLocation } from '../adapters/lakehouse/lake-location.ts';
import { Lakehouse } from '../adapters/lakehouse/lakehouse.ts';
import { trainingRunnerOf } from '../adapters/training/choose-runner.ts';
import type { Notifier } from '../adapters/notify/port.ts';
import { createBundleStore } from '../adapters/registry/bundle-store.ts';
import { createModelRegistry } from '../adapters/registry/model-registry.ts';
import { triggerDailyEtl } from '../adapters/temporal-schedules/pipeline-schedules.ts';
import { marketDataReportSignal } from '../workflows/pipeline/market-data-messages.ts';
import { driftActivities } from './drift-activities.ts';
import type { PipelineWorkerSettings } from './pipeline-settings.ts';
import type { RunningWorker } from './worker-process.ts';

/** DuckDB's own share; what is more goes to the disk. The rest of the process needs about as much again. */
const MEMORY_LIMIT = '1GB';
/** Months of the ETL and of a back-fill at once, the recording, and room for what is quick. */
const ACTIVITIES_AT_ONCE = 8;

export interface PipelineWorkerParts {
  readonly settings: PipelineWorkerSettings;
  readonly notifier: Notifier;
  readonly log: (line: string) => void;
}

/**
 * Brings up all that the pipeline's workflows need from one process: lake, public market data, recorder, and the poller of
 * the `pipeline` queue. Needs no keys. Resolves when it polls.
 * @throws ObjectStoreError or a connection error, when a part can't be had.
 */
export async function startPipelineWorker({ settings, notifier, log }: PipelineWorkerParts): Promise<RunningWorker> {
  const { symbol, clock, market, training } = settings;
  const temporaryDirectory = path.join(settings.workDirectory, 'temporary');
  const localArchive = path.join(settings.workDirectory, 'archive');
  await Promise.all([temporaryDirectory, localArchive].map((folder) => mkdir(folder, { recursive: true })));
  const lake = new Lakehouse(parseLakeLocation(settings.lake), {
    memoryLimit: MEMORY_LIMIT,
    temporaryDirectory,
    warn: log,
  });
  const bundles = createBundleStore(lake.store, path.join(settings.workDirectory, 'bundles'));
  const exchange = createBinanceExchange({ endpoints: market, log });
  const runner = glueJobRunnerOf(settings.etl);
  // Its limits and its clock; an exchange that is away now must not keep the lake from being looked after.
  await exchange.start().catch((error: unknown) => log(`the exchange's limits are not known yet: ${String(error)}`));

  const { address, namespace, taskQueue } = settings.temporal;
  const [connection, nativeConnection] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]);
  const client = new Client({ connection, namespace });
  const worker = await Worker.create({
    connection: nativeConnection,
    namespace,
    taskQueue,
    ...(settings.workflowBundle === undefined
      ? { workflowsPath: fileURLToPath(new URL('../workflows/pipeline-index.ts', import.meta.url)) }
      : { workflowBundle: { codePath: settings.workflowBundle } }),
    activities: {
      ...driftActivities(settings, lake, client),
      ...createBackfillActivities({
        lake,
        archive: settings.archive ? { kind: 'http', ...settings.archive } : { kind: 'folder', folder: localArchive },
        history: exchange.rawHistory,
      }),
      ...createEtlActivities({
        lake,
        marketTime: async () => (await exchange.marketData.markPrice(symbol)).time,
        askKlines: (of, from, to) => exchange.marketData.klines(of, from, to),
      }),
      ...createVacuumActivities({ lake }),
      ...createStageJobActivities({
        lake,
        lakeAddress: settings.lake,
        place: stagePlaceOf(settings.etl),
        ...(runner && { runner }),
        askKlines: (of, from, to) => exchange.marketData.klines(of, from, to),
      }),
      ...createIngestionActivities({
        openRecorder: (symbols) =>
          Recorder.open({
            symbols,
            endpoints: market,
            history: exchange.history,
            lake,
            journalFolder: path.join(settings.workDirectory, 'journal'),
            clock,
            // Elsewhere the schedule's own time comes; in lock step only the market says that its day is over.
            ...(clock.kind === 'lockstep' ? { onMarketDay: () => triggerDailyEtl(client) } : {}),
            say: (sentence) => {
              log(sentence);
              void notifier.notify('warning', sentence);
            },
          }),
        report: (workflowId, metrics) => client.workflow.getHandle(workflowId).signal(marketDataReportSignal, metrics),
      }),
      ...createModelTrainingActivities({
        lake,
        market: training.market,
        modelsDirectory: path.join(settings.workDirectory, 'models'),
        cacheDir: training.cacheDirectory,
        runner: trainingRunnerOf(training.place, {
          store: lake.store,
          storeUri: settings.lake,
          cacheDir: training.cacheDirectory,
        }),
      }),
      ...createEvaluationActivities({ lake, bundles }),
      ...createPromotionActivities({ registry: createModelRegistry(lake), bundles }),
      ...createNotificationActivities({ notifier }),
    },
    maxConcurrentActivityTaskExecutions: ACTIVITIES_AT_ONCE,
    // A pause or a cancellation reaches an activity with the answer to a heartbeat.
    maxHeartbeatThrottleInterval: '1s',
    shutdownGraceTime: '2s',
  });

  const finished = worker.run().finally(async () => {
    exchange.close();
    await Promise.all([lake.close(), connection.close(), nativeConnection.close()]);
  });
  // Whoever waits for `finished` gets the error; nobody waiting must not end the process.
  finished.catch(() => undefined);
  return {
    finished,
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await finished;
    },
  };
}
