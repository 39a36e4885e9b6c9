import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { createBinanceExchange } from '../../../adapters/binance/binance-exchange.ts';
import { lakeLocationText } from '../../../adapters/lakehouse/lake-location.ts';
import { SPARK_REQUIREMENTS } from '../../../adapters/glue/choose-runner.ts';
import { prepareSparkEnvironment } from '../../../adapters/glue/spark-environment.ts';
import { PaperMarketControl } from '../../../adapters/paper-market/control.ts';
import { cacheDirectory } from '../../../adapters/temporal-server/cache-directory.ts';
import { moduleFile } from '../../../adapters/temporal-server/node-process.ts';
import { ensureDriftSchedule } from '../../../adapters/temporal-schedules/drift-schedule.ts';
import { ensureSchedule } from '../../../adapters/temporal-schedules/ensure-schedule.ts';
import { ensurePipelineSchedules } from '../../../adapters/temporal-schedules/pipeline-schedules.ts';
import { dailyRetrainSchedule } from '../../../adapters/temporal-schedules/retrain-schedule.ts';
import { DAY_MS, utcDayOf } from '../../../core/market/bar.ts';
import { dateOf } from '../../../core/pipeline/data-interval.ts';
import type { UtcDate } from '../../../core/pipeline/data-interval.ts';
import type { PipelineWorkerSettings } from '../../../workers/pipeline-settings.ts';
import { TASK_QUEUES } from '../../../workflows/messages.ts';
import { marketDataWorkflowId } from '../../../workflows/pipeline/market-data-messages.ts';
import { startChild } from '../child-process.ts';
import { lakeOf } from '../session-context.ts';
import type { SessionContext } from '../session-context.ts';
import { SYMBOL } from '../start-plan.ts';
import type { ExchangePlace } from './paper-exchange.ts';
import type { TemporalPlace } from './temporal-server.ts';
import { prepareWorkflowBundle } from './workflow-bundle.ts';

/** Days before a start that are brought into the lake: what a model is trained on. */
export const HISTORY_DAYS = 30;

/** The days [from, to) before the strategy's first minute, and the market's time at this start, epoch ms. */
export interface HistoryDays {
  readonly from: UtcDate;
  readonly to: UtcDate;
}

/** Keeps a pipeline worker running, its schedules as they should be, and the market's streams recorded. */
export async function startPipeline(
  context: SessionContext,
  temporal: TemporalPlace,
  exchange: ExchangePlace,
): Promise<Pipeline> {
  const { directory, processes, plan } = context;
  if (plan.etl.stages === 'spark-submit') {
    // Once, some minutes: a stage that waits for it would be late.
    const onProgress = (line: string): void => context.terminal.say(`Spark: ${line}`);
    await prepareSparkEnvironment({ requirements: SPARK_REQUIREMENTS, onProgress, signal: context.signal });
  }
  const bundle = await prepareWorkflowBundle(context, 'pipeline-index');
  const settings = workerSettings(context, temporal, exchange, bundle);
  writeFileSync(directory.pipelineSettings, `${JSON.stringify(settings, undefined, 2)}\n`);
  await processes.supervise('pipeline', {
    name: 'pipeline worker',
    launch: (signal) =>
      startChild({
        name: 'pipeline worker',
        module: moduleFile('../../../workers/pipeline.ts', import.meta.url),
        args: [directory.pipelineSettings],
        logFile: directory.log('pipeline'),
        readyWithinMs: 120_000,
        graceMs: 6_000,
        signal,
      }),
  });
  const connection = await Connection.connect({ address: temporal.address });
  const client = new Client({ connection, namespace: temporal.namespace });
  const market = await marketTime(exchange);
  const history = await historyDays(context, exchange, market);
  await ensurePipelineSchedules(client, {
    symbol: SYMBOL,
    taskQueue: TASK_QUEUES.pipeline,
    clock: plan.clock,
    now: { wall: Date.now(), market },
    expectedFrom: utcDayOf(market),
  });
  await ensureDriftSchedule(client, { symbol: SYMBOL, taskQueue: TASK_QUEUES.pipeline, clock: plan.clock });
  if (plan.model.kind === 'trained') {
    // The bundled model is not trained anew unasked: that would install Python and its libraries on a first start.
    const now = { wall: Date.now(), market };
    const schedule = { symbol: SYMBOL, market: plan.market, taskQueue: TASK_QUEUES.pipeline, clock: plan.clock, now };
    await ensureSchedule(client, dailyRetrainSchedule(schedule));
  }
  const pipeline = new Pipeline(client, history);
  await pipeline.recordMarket();
  await pipeline.startHistory();
  return pipeline;
}

/** The pipeline's workflows, as a start sees them. Its connection ends with this process. */
export class Pipeline {
  readonly #client: Client;
  readonly #history: HistoryDays;

  constructor(client: Client, history: HistoryDays) {
    this.#client = client;
    this.#history = history;
  }

  /** Goes on with the recording of an earlier start, or begins it. */
  async recordMarket(): Promise<void> {
    await this.#client.workflow.start('marketDataWorkflow', {
      workflowId: marketDataWorkflowId(SYMBOL),
      taskQueue: TASK_QUEUES.pipeline,
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `Records the streams of ${SYMBOL} into bronze`,
      args: [{ symbols: [SYMBOL] }],
    });
  }

  /** Brings the days before the start into the lake; what is there stays as it is. */
  async startHistory(): Promise<void> {
    const { from, to } = this.#history;
    await this.#client.workflow.start('fillHistoryWorkflow', {
      workflowId: this.#historyId,
      taskQueue: TASK_QUEUES.pipeline,
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `Bronze, silver and gold of ${from} to ${to}`,
      args: [{ symbol: SYMBOL, from, to }],
    });
  }

  /** The history, once it is in gold. @throws WorkflowFailedError when it can't be had. */
  async historyInGold(): Promise<HistoryDays> {
    await this.#client.workflow.getHandle(this.#historyId).result();
    return this.#history;
  }

  get #historyId(): string {
    return `fill-history-${SYMBOL}`;
  }
}

function workerSettings(
  context: SessionContext,
  temporal: TemporalPlace,
  { restUrl, wsUrl, kind }: ExchangePlace,
  bundle: string | undefined,
): PipelineWorkerSettings {
  const { plan, directory } = context;
  return {
    temporal: { address: temporal.address, namespace: temporal.namespace, taskQueue: TASK_QUEUES.pipeline },
    symbol: SYMBOL,
    clock: plan.clock,
    lake: lakeLocationText(lakeOf(context)),
    workDirectory: path.join(directory.root, 'pipeline'),
    notificationsDirectory: directory.root,
    market: { restUrl, wsUrl },
    // What a paper market was before is known to its exchange alone; of live prices Binance keeps an archive.
    ...(kind === 'paper' && plan.market !== 'binance' ? {} : { archive: { baseUrl: BINANCE_ARCHIVE } }),
    training: { market: plan.market, cacheDirectory: cacheDirectory(), place: plan.training },
    drift: { auditDirectory: directory.audit, limits: plan.drift },
    etl: plan.etl,
    ...(bundle === undefined ? {} : { workflowBundle: bundle }),
  };
}

/** Binance's own archive of recorded market data. */
export const BINANCE_ARCHIVE = 'https://data.binance.vision';

async function marketTime(place: ExchangePlace): Promise<number> {
  const exchange = createBinanceExchange({ endpoints: place });
  try {
    return (await exchange.marketData.markPrice(SYMBOL)).time;
  } finally {
    exchange.close();
  }
}

/** Whole days that end where a paper market began, so that every start has the same; at the last midnight of a live one. */
async function historyDays(context: SessionContext, place: ExchangePlace, now: number): Promise<HistoryDays> {
  const isPaperMarket = place.kind === 'paper' && context.plan.market !== 'binance';
  const status = isPaperMarket ? await new PaperMarketControl(place.restUrl).status() : undefined;
  const to = utcDayOf(status?.startsAt ?? now);
  return { from: dateOf(to - HISTORY_DAYS * DAY_MS), to: dateOf(to) };
}
