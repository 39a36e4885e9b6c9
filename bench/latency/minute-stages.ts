import type { WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
type HistoryEvent = NonNullable<NonNullable<History['events']>[number]>;

/** Wall times (epoch ms) of what happened in one minute that placed an entry. */
export interface MinuteStages {
  readonly openTime: number;
  /** The feed handed the closed bar to the worker. */
  readonly receivedAt: number;
  /** The server wrote the signal. */
  readonly signalledAt: number;
  /** The server handed the workflow task out. */
  readonly taskStartedAt: number;
  /** The workflow asked for the prediction. */
  readonly predictionAskedAt: number;
  readonly predictedAt: number;
  readonly riskAskedAt: number;
  readonly riskCheckedAt: number;
  /** The intent was in the history. */
  readonly orderWrittenAt: number;
  readonly orderStartedAt: number;
  readonly acknowledgedAt: number;
  /** Milliseconds of features and inference, by the model's own clock. */
  readonly modelMs: number;
}

/** What one bar added to the history, until the operator's update or the next bar. */
export interface MinuteEvents {
  readonly events: number;
  readonly hasEntry: boolean;
}

const decoder = new TextDecoder();

/** The stages of every minute of a run that placed an entry, from its history alone. */
export function stagesOf(history: History): MinuteStages[] {
  return minutesOf(history).flatMap((events) => readStages(events) ?? []);
}

/** Events a bar, without those that close the position between bars. */
export function eventsOf(history: History): MinuteEvents[] {
  return minutesOf(history).map((events) => {
    const end = events.findIndex((event) => event.workflowExecutionUpdateAcceptedEventAttributes);
    return {
      events: end < 0 ? events.length : end,
      hasEntry: events.some((event) => activityName(event) === 'placeEntry'),
    };
  });
}

/** The events from each bar's signal to the next one's. */
function minutesOf(history: History): HistoryEvent[][] {
  const minutes: HistoryEvent[][] = [];
  for (const event of history.events ?? []) {
    if (event.workflowExecutionSignaledEventAttributes?.signalName === 'bar') minutes.push([]);
    minutes.at(-1)?.push(event);
  }
  return minutes;
}

function readStages(events: readonly HistoryEvent[]): MinuteStages | undefined {
  const [signal] = events;
  const task = events.find((event) => event.workflowTaskStartedEventAttributes);
  const [prediction, risk] = [localActivity(events, 'predictSignal'), localActivity(events, 'checkRisk')];
  const written = events.find((event) => activityName(event) === 'placeEntry');
  const isOfEntry = (attributes: { scheduledEventId?: unknown } | null | undefined): boolean =>
    String(attributes?.scheduledEventId) === String(written?.eventId);
  const started = events.find((event) => isOfEntry(event.activityTaskStartedEventAttributes));
  const ended = events.find((event) => isOfEntry(event.activityTaskCompletedEventAttributes));
  if (!signal || !task || !prediction || !risk || !written || !started || !ended) return undefined;

  const { bar, receivedAt } = read<{ bar: { openTime: number }; receivedAt: number }>(
    signal.workflowExecutionSignaledEventAttributes?.input?.payloads?.[0],
  );
  const { acknowledgedAt } = read<{ acknowledgedAt?: number }>(
    ended.activityTaskCompletedEventAttributes?.result?.payloads?.[0],
  );
  if (acknowledgedAt === undefined) return undefined;
  const answer = prediction.result as { completedAt: number; prediction: { latencyMs: number } };
  return {
    openTime: bar.openTime,
    receivedAt,
    signalledAt: at(signal.eventTime),
    taskStartedAt: at(task.eventTime),
    predictionAskedAt: prediction.askedAt,
    predictedAt: answer.completedAt,
    riskAskedAt: risk.askedAt,
    // A local activity's completion is in workflow time, which stands still but for the activities themselves.
    riskCheckedAt: risk.askedAt + (risk.completedAt - prediction.completedAt),
    orderWrittenAt: at(written.eventTime),
    orderStartedAt: at(started.eventTime),
    acknowledgedAt,
    modelMs: answer.prediction.latencyMs,
  };
}

function activityName(event: HistoryEvent): string | null | undefined {
  return event.activityTaskScheduledEventAttributes?.activityType?.name;
}

interface LocalActivity {
  readonly askedAt: number;
  readonly completedAt: number;
  readonly result: unknown;
}

function localActivity(events: readonly HistoryEvent[], name: string): LocalActivity | undefined {
  for (const event of events) {
    const details = event.markerRecordedEventAttributes?.details;
    const data = details?.['data']?.payloads?.[0];
    if (!data) continue;
    const facts = read<{ activity_type: string; complete_time: Timestamp; original_schedule_time: Timestamp }>(data);
    if (facts.activity_type !== name || !details['result']) continue;
    return {
      askedAt: at(facts.original_schedule_time),
      completedAt: at(facts.complete_time),
      result: read(details['result'].payloads?.[0]),
    };
  }
  return undefined;
}

function read<T>(payload: { data?: Uint8Array | null } | null | undefined): T {
  return JSON.parse(decoder.decode(payload?.data ?? undefined)) as T;
}

interface Timestamp {
  readonly seconds?: unknown;
  readonly nanos?: number | null;
}

function at(time: Timestamp | null | undefined): number {
  return Number(String(time?.seconds)) * 1_000 + (time?.nanos ?? 0) / 1e6;
}
