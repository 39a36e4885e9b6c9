import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { announcingOrders } from '../activities/announced-orders.ts';
import { MinuteInAdvance } from '../activities/minute-in-advance.ts';
import { createNotificationActivities } from '../activities/notification.ts';
import { createObservationActivities } from '../activities/observation.ts';
import { createOrderActivities } from '../activities/orders.ts';
import { createPredictionActivities } from '../activities/prediction.ts';
import { createRecordingActivities } from '../activities/recording.ts';
import { createRiskActivities } from '../activities/risk.ts';
import { openAuditLog } from '../adapters/audit/json-lines.ts';
import { createBinanceExchange } from '../adapters/binance/binance-exchange.ts';
import { BarWindow } from '../adapters/market-feed/bar-window.ts';
import { MarketMirror } from '../adapters/market-feed/market-mirror.ts';
import { loadBundle } from '../adapters/model/bundle.ts';
import type { ModelBundle } from '../adapters/model/bundle.ts';
import { ChampionWatch } from '../adapters/model/champion-watch.ts';
import { createForcedModel } from '../adapters/model/forced-model.ts';
import { createOnnxModel } from '../adapters/model/onnx-model.ts';
import type { SignalModel } from '../adapters/model/port.ts';
import { prepareModel } from '../adapters/model/prepare-model.ts';
import type { ServingPlace } from '../adapters/model/prepare-model.ts';
import { createEndpointModel } from '../adapters/model/sagemaker-endpoint/endpoint-model.ts';
import { ServingModel } from '../adapters/model/serving-model.ts';
import type { Notifier } from '../adapters/notify/port.ts';
import { PaperMarketControl } from '../adapters/paper-market/control.ts';
import { closeTimeOf, MINUTE_MS } from '../core/market/bar.ts';
import { accountChangedSignal, barSignal } from '../workflows/messages.ts';
import type { BarMessage } from '../workflows/messages.ts';
import { championOfLake } from './champion-of-lake.ts';
import { SignalOutbox } from './signal-outbox.ts';
import type { TradingWorkerSettings } from './settings.ts';
import { TradingPoller } from './trading-poller.ts';

/** recvWindow of signed calls, ms: a request that arrives later is refused, so "not found" after it is final. */
const ACCEPTANCE_MS = 2_000;

/** How often the champion is looked for, and how long a start waits for the first answer, wall ms. */
const CHAMPION_EVERY_MS = 5_000;
const FIRST_CHAMPION_WITHIN_MS = 10_000;

/** Bars are told by this connection: once the server is back, the minutes must not wait for gRPC's default of up to 2 min. */
const RECONNECTING = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 500 };

export interface TradingWorkerParts {
  readonly settings: TradingWorkerSettings;
  readonly credentials: { readonly apiKey: string; readonly apiSecret: string };
  readonly notifier: Notifier;
  readonly log: (line: string) => void;
  /** Serves in the place of the model that the settings name. */
  readonly model?: SignalModel;
}

export interface RunningTradingWorker {
  /** Ends when the worker has ended, by `stop` or by a fatal error (then it throws). */
  readonly finished: Promise<void>;
  /** Stops polling, lets running activities end, closes streams and files. */
  stop(): Promise<void>;
}

/**
 * Brings up everything that the trading workflow needs from one process: exchange, streams, bar window, model, audit and
 * the poller of the `trading` queue. Resolves when it polls.
 * @throws ExchangeError, a bundle error or a connection error, when a part can't be had.
 */
export async function startTradingWorker(parts: TradingWorkerParts): Promise<RunningTradingWorker> {
  const { settings, credentials, notifier, log } = parts;
  const { symbol } = settings;
  const exchange = createBinanceExchange({
    endpoints: { restUrl: settings.exchange.restUrl, wsUrl: settings.exchange.wsUrl },
    credentials,
    recvWindowMs: ACCEPTANCE_MS,
    log,
  });
  await exchange.start();
  const { marketData, account } = exchange;
  await account.prepare(symbol, settings.leverage);
  const [filters, brackets, fees, firstModel] = await Promise.all([
    marketData.filters(symbol),
    account.leverageBrackets(symbol),
    account.commissionRate(symbol),
    parts.model ?? loadModel(settings),
  ]);
  const terms = { filters, brackets, fees };

  const model = new ServingModel(firstModel);
  const window = new BarWindow(marketData, symbol, model.windowBars);
  const newest = (await marketData.latestKlines(symbol, 1)).at(-1);
  if (newest) {
    // The first prediction compiles, allocates and fetches: not in the first minute.
    await model.predict(await window.endingAt(newest.openTime));
  }
  const watch = watchChampion(parts, model, { market: marketData, window, symbol });
  await watch?.begin(FIRST_CHAMPION_WITHIN_MS);
  const mirror = new MarketMirror();
  const minute = new MinuteInAdvance({
    predict: async (bar) => await model.predict(await window.endingAt(bar)),
    askAccount: () => account.account(symbol),
  });
  const orderingAccount = announcingOrders(account, () => minute.accountMayHaveChanged());
  const audit = await openAuditLog(settings.auditDirectory);
  const control =
    settings.exchange.controlUrl === undefined ? undefined : new PaperMarketControl(settings.exchange.controlUrl);

  const { address, namespace, taskQueue } = settings.temporal;
  const [connection, nativeConnection] = await Promise.all([
    Connection.connect({ address, channelArgs: RECONNECTING }),
    NativeConnection.connect({ address }),
  ]);
  const client = new Client({ connection, namespace });
  const outbox = new SignalOutbox(client.workflow.getHandle(settings.workflowId), log);
  const worker = await TradingPoller.create({
    connection: nativeConnection,
    namespace,
    taskQueue,
    ...(settings.workflowBundle === undefined
      ? {
          workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
          bundlerOptions: { preloadModules: [fileURLToPath(new URL('../workflows/stack-depth.ts', import.meta.url))] },
        }
      : { workflowBundle: { codePath: settings.workflowBundle } }),
    activities: {
      ...createPredictionActivities(minute),
      ...createRiskActivities({ market: marketData, minute, mirror, terms }),
      ...createOrderActivities({ account: orderingAccount, terms, acceptanceMs: ACCEPTANCE_MS }),
      ...createObservationActivities({ account, market: marketData }),
      ...createRecordingActivities({
        audit,
        finishMinute: control ? (of, openTime) => control.finishMinute(of, openTime) : undefined,
      }),
      ...createNotificationActivities({ notifier }),
    },
    // A dead worker's sticky queue holds a workflow task for this long before a live one gets it.
    stickyQueueScheduleToStartTimeout: '2s',
    shutdownGraceTime: '4s',
    maxCachedWorkflows: 50,
  });

  const feed = exchange.feed(symbol, {
    onBar: (bar, eventTime, receivedAt) => {
      window.add(bar);
      const ageMs = Math.max(0, eventTime - closeTimeOf(bar.openTime));
      const message: BarMessage = { bar, ageMs, receivedAt };
      outbox.send(barSignal.name, message);
      // Of bars that are caught up after an interruption, only the newest; and not before the signal is on its way.
      if (ageMs < MINUTE_MS) setImmediate(() => minute.begin(bar.openTime));
    },
    onBook: (book) => mirror.setBook(book),
    onMarkPrice: (mark) => mirror.setMark(mark),
    onDisconnected: (reason) => {
      mirror.clear();
      log(`market streams are down: ${reason}`);
    },
  });
  const userStream = exchange.userStream({
    onAccountChanged: (what) => {
      minute.accountMayHaveChanged();
      // A lock-step market moves only when the minute has ended with its look: told of a change in between, the strategy
      // would look at the next minute before that minute's bar, or after it, as the signal happens to arrive.
      if (settings.clock.kind !== 'lockstep') outbox.send(accountChangedSignal.name, { what });
    },
    onConnected: () => {
      minute.accountIsWatched(true);
      outbox.send(accountChangedSignal.name, { what: 'user data stream connected' });
    },
    onDisconnected: (reason) => {
      minute.accountIsWatched(false);
      log(`user data stream is down: ${reason}`);
    },
  });

  const closeAll = async (): Promise<void> => {
    await Promise.all([feed.stop(), userStream.stop(), watch?.stop()]);
    await outbox.close();
    await audit.close();
    exchange.close();
    await Promise.all([connection.close(), nativeConnection.close()]);
  };
  const polling = worker.run();
  const finished = polling.finally(closeAll);
  // Whoever waits for `finished` gets the error; nobody waiting must not end the process.
  finished.catch(() => undefined);
  await Promise.all([feed.start(), userStream.start()]);

  let stopping: Promise<void> | undefined;
  return {
    finished,
    stop: () => {
      stopping ??= (async () => {
        // A second shutdown throws; a worker that has failed already is in no state to be shut down.
        if (worker.getState() === 'RUNNING') worker.shutdown();
        await finished;
      })();
      return stopping;
    },
  };
}

async function loadModel(settings: TradingWorkerSettings): Promise<SignalModel> {
  if (settings.model.kind === 'forced') return createForcedModel(settings.model.signal);
  return await servedBy(settings, await loadBundle(settings.model.directory));
}

async function servedBy({ serving }: TradingWorkerSettings, bundle: ModelBundle): Promise<SignalModel> {
  if (serving?.kind === 'sagemaker-endpoint') return createEndpointModel(bundle.manifest, serving);
  return await createOnnxModel(bundle);
}

/** Looks for the registry's champion, when the settings say where. */
function watchChampion(
  { settings, notifier, log }: TradingWorkerParts,
  serving: ServingModel,
  place: ServingPlace,
): { begin(withinMs: number): Promise<void>; stop(): Promise<void> } | undefined {
  if (settings.champion === undefined) return undefined;
  const champion = championOfLake(settings.champion, settings.symbol);
  const watch = new ChampionWatch({
    source: champion.source,
    serving,
    prepare: (bundle) => prepareModel(bundle, place, (checked) => servedBy(settings, checked)),
    notifier,
    log,
    everyMs: CHAMPION_EVERY_MS,
  });
  return {
    begin: (withinMs) => watch.begin(withinMs),
    stop: async () => {
      await watch.stop();
      await champion.close();
    },
  };
}
