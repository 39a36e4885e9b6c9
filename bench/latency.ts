/**
 * From a bar's close to its order's acknowledgement, through the whole system, beside what the same functions take
 * without Temporal, and beside a bare signal and activity on the same server.
 *   npm run bench:latency [-- measured minutes, default 300]
 */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { measureBareRoundTrip } from './latency/bare-round-trip.ts';
import { measureInProcess } from './latency/in-process.ts';
import type { MinuteStages } from './latency/minute-stages.ts';
import { percentile, table } from './latency/percentiles.ts';
import { setUp } from './latency/place.ts';
import { measureThroughTemporal } from './latency/through-temporal.ts';

const measured = Number(process.argv[2] ?? 300);
if (!Number.isInteger(measured) || measured < 1) {
  throw new Error(`the number of minutes to measure must be a whole number above 0, not "${process.argv[2]}"`);
}
const WARM_UP = 30;
const HOLDS = 20;
const COMPARED = Math.min(100, measured);

const loadAtStart = load();
const place = await setUp();
try {
  const through = await measureThroughTemporal(place, WARM_UP + measured, HOLDS);
  const inProcess = (await measureInProcess(place, WARM_UP + COMPARED)).slice(WARM_UP);
  const bare = (await measureBareRoundTrip(place, WARM_UP + COMPARED)).slice(WARM_UP);
  const closes = place.closeTimes();
  const closeOf = (openTime: number): number => closes.get(openTime) ?? Number.NaN;
  // The first bar is fetched, not sent: nobody saw it close.
  const minutes = through.stages.slice(WARM_UP).filter(({ openTime }) => closes.has(openTime));

  say(`Bar close to order acknowledged, ${minutes.length} minutes that placed an entry, milliseconds`);
  say('The real system: Temporal dev server on a database file, worker, paper exchange in lock step, each a process;');
  say(
    'the shipped model does all its work, then its verdict is replaced by BUY; each bar 0.1 to 0.2 s after the work of the one before.\n',
  );
  say(
    table([
      ['through Temporal', minutes.map((minute) => minute.acknowledgedAt - closeOf(minute.openTime))],
      [
        'the same three functions in process',
        inProcess.map((minute) => minute.acknowledgedAt - closeOf(minute.openTime)),
      ],
      ['bare: signal to activity started', bare.map((round) => round.activityStarted)],
      ['bare: signal answered', bare.map((round) => round.signalAnswered)],
    ]),
  );
  say('\nWhere the time goes through Temporal');
  say(table(legs(minutes, closeOf)));
  say('\nWhere it goes in process');
  say(
    table([
      ['bar sent to received', inProcess.map((minute) => minute.receivedAt - closeOf(minute.openTime))],
      ['prediction', inProcess.map((minute) => minute.predictedAt - minute.receivedAt)],
      ['risk', inProcess.map((minute) => minute.riskCheckedAt - minute.predictedAt)],
      ['order', inProcess.map((minute) => minute.acknowledgedAt - minute.riskCheckedAt)],
    ]),
  );
  say('\nFeatures and inference together, in the worker');
  say(table([['60 features of 1,500 bars, LSTM', minutes.map((minute) => minute.modelMs)]]));
  const events = (hasEntry: boolean): string =>
    percentile(
      through.minutes.filter((minute) => minute.hasEntry === hasEntry).map((minute) => minute.events),
      0.5,
    ).toFixed(0);
  say(
    `\nEvents in the history: ${events(true)} for a minute with an entry and its bracket, ${events(false)} for one without`,
  );
  say(`Machine: ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}`);
  say(`Load: ${loadAtStart} at the start, ${load()} at the end (1, 5, 15 minutes)`);
} finally {
  await place.leave();
}

function legs(minutes: readonly MinuteStages[], closeOf: (openTime: number) => number) {
  const leg = (name: string, from: (minute: MinuteStages) => number, to: (minute: MinuteStages) => number) =>
    [name, minutes.map((minute) => to(minute) - from(minute))] as const;
  return [
    leg(
      'bar sent to received by the worker',
      (m) => closeOf(m.openTime),
      (m) => m.receivedAt,
    ),
    leg(
      'received to signal written',
      (m) => m.receivedAt,
      (m) => m.signalledAt,
    ),
    leg(
      'signal to workflow task started',
      (m) => m.signalledAt,
      (m) => m.taskStartedAt,
    ),
    leg(
      'task started to prediction asked',
      (m) => m.taskStartedAt,
      (m) => m.predictionAskedAt,
    ),
    leg(
      'prediction',
      (m) => m.predictionAskedAt,
      (m) => m.predictedAt,
    ),
    leg(
      'prediction to risk asked',
      (m) => m.predictedAt,
      (m) => m.riskAskedAt,
    ),
    leg(
      'risk',
      (m) => m.riskAskedAt,
      (m) => m.riskCheckedAt,
    ),
    leg(
      'risk checked to order in the history',
      (m) => m.riskCheckedAt,
      (m) => m.orderWrittenAt,
    ),
    leg(
      'order written to activity started',
      (m) => m.orderWrittenAt,
      (m) => m.orderStartedAt,
    ),
    leg(
      'activity started to acknowledged',
      (m) => m.orderStartedAt,
      (m) => m.acknowledgedAt,
    ),
  ];
}

function load(): string {
  return loadavg()
    .map((average) => average.toFixed(1))
    .join(' ');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
