import {
  ActivityFailure,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setDefaultSignalHandler,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { IngestionActivities, IngestionMetrics } from '../../activities/pipeline/ingestion-contract.ts';
import {
  marketDataReportSignal,
  marketDataStatusQuery,
  pauseRecordingSignal,
  resumeRecordingSignal,
} from './market-data-messages.ts';
import type { MarketDataStatus, RecordingCommand } from './market-data-messages.ts';
import {
  FIRST_RESTART_MS,
  LONGEST_RESTART_MS,
  MAX_MARKET_DATA_EVENTS,
  RECORDING_RUN_MS,
  recordingPolicy,
  WELL_AFTER_MS,
} from './market-data-policies.ts';

export interface MarketDataInput {
  readonly symbols: readonly string[];
  /** Wall time of one run, ms; a day when absent. */
  readonly runForMs?: number;
  /** Handed on by the run before. */
  readonly status?: MarketDataStatus;
}

/**
 * Sees to it that market data is recorded, for ever: starts the recording, starts it again when it fails, ends it while
 * paused, and begins a new run each day.
 */
export async function marketDataWorkflow(input: MarketDataInput): Promise<void> {
  const forMs = input.runForMs ?? RECORDING_RUN_MS;
  const { recordMarketData } = proxyActivities<IngestionActivities>(recordingPolicy(forMs));
  let status: MarketDataStatus = input.status ?? {
    symbols: input.symbols,
    state: 'recording',
    since: Date.now(),
    failures: 0,
  };
  const show = (change: Partial<MarketDataStatus>): void => {
    status = { ...status, ...change };
    setCurrentDetails(detailsOf(status));
  };
  receiveMessages(() => status, show);
  const isPaused = (): boolean => status.state === 'paused';
  let restartMs = FIRST_RESTART_MS;
  show({});

  while (!shouldContinueAsNew()) {
    await condition(() => !isPaused());
    show({ state: 'recording', since: Date.now() });
    const startedAt = Date.now();
    const end = await recordUntilPaused(() => recordMarketData({ symbols: input.symbols, forMs }), isPaused);
    if (end.metrics) show({ metrics: end.metrics });
    if (end.failure === undefined) {
      if (isPaused()) continue;
      break;
    }
    const lastFailure = { time: Date.now(), sentence: end.failure };
    show({ failures: status.failures + 1, lastFailure });
    if (isPaused()) continue;
    show({ state: 'restarting', since: Date.now() });
    if (Date.now() - startedAt > WELL_AFTER_MS) restartMs = FIRST_RESTART_MS;
    await condition(isPaused, restartMs);
    restartMs = Math.min(restartMs * 2, LONGEST_RESTART_MS);
  }
  await continueAsNew<typeof marketDataWorkflow>({ ...input, status });
}

interface RecordingEnd {
  readonly metrics?: IngestionMetrics;
  readonly failure?: string;
}

/** Records until its time is over, it fails, or a pause was asked for. @throws when the workflow itself is cancelled. */
async function recordUntilPaused(
  record: () => Promise<IngestionMetrics>,
  isPaused: () => boolean,
): Promise<RecordingEnd> {
  const recording = new CancellationScope();
  const watching = new CancellationScope();
  watching
    .run(async () => {
      await condition(isPaused);
      recording.cancel();
    })
    .catch(() => undefined);
  try {
    return { metrics: await recording.run(record) };
  } catch (error) {
    if (isCancellation(error)) {
      if (isPaused()) return {};
      throw error;
    }
    return { failure: sentenceOf(error) };
  } finally {
    watching.cancel();
  }
}

function sentenceOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** Handlers never throw; what can't be understood is taken as no reason given. */
function receiveMessages(status: () => MarketDataStatus, show: (change: Partial<MarketDataStatus>) => void): void {
  setHandler(pauseRecordingSignal, (command) => {
    if (status().state === 'paused') return;
    show({ state: 'paused', since: Date.now(), ...wordsOf(command) });
  });
  setHandler(resumeRecordingSignal, (command) => {
    if (status().state !== 'paused') return;
    show({ state: 'recording', since: Date.now(), ...wordsOf(command) });
  });
  setHandler(marketDataReportSignal, (metrics) => show({ metrics }));
  setHandler(marketDataStatusQuery, status, { description: 'The recording of market data at a glance' });
  setDefaultSignalHandler((name) => {
    setCurrentDetails(`${detailsOf(status())}\n\nThere is no signal \`${name}\`; pause and resume are.`);
  });
}

function wordsOf(command: RecordingCommand | null | undefined): { reason: string; by: string } {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { reason: text(command?.reason), by: text(command?.by) };
}

function detailsOf({ symbols, state, since, reason, by, failures, lastFailure, metrics }: MarketDataStatus): string {
  const why = [by && `by ${by}`, reason].filter(Boolean).join(': ');
  const lines = [`**${symbols.join(', ')}: ${state}** since ${isoOf(since)}${why ? ` (${why})` : ''}`];
  if (metrics) {
    lines.push(
      `${metrics.messages} messages, ${metrics.rows} rows in Bronze, ${metrics.drops} lost, ${metrics.reconnects} reconnections`,
    );
    if (metrics.trouble) lines.push(metrics.trouble);
  }
  if (lastFailure) lines.push(`${failures} restarts, the last at ${isoOf(lastFailure.time)}: ${lastFailure.sentence}`);
  return lines.join('\n\n');
}

function isoOf(time: number): string {
  return new Date(time).toISOString();
}

function shouldContinueAsNew(): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength >= MAX_MARKET_DATA_EVENTS;
}
