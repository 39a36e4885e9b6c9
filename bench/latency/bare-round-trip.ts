import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { bareWorkflow, goSignal } from './bare-workflow.ts';
import { pause } from './pace.ts';
import type { Place } from './place.ts';

const TASK_QUEUE = 'bare';

/** Milliseconds of one bare round: from sending a signal. */
export interface BareRound {
  readonly signalAnswered: number;
  readonly activityStarted: number;
}

/** A signal to a workflow that does nothing but start an ordinary activity, on the same server. */
export async function measureBareRoundTrip(place: Place, rounds: number): Promise<BareRound[]> {
  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
  const { address } = place.temporal;
  const [connection, nativeConnection] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]);
  let startedAt: number | undefined;
  const worker = await Worker.create({
    connection: nativeConnection,
    taskQueue: TASK_QUEUE,
    workflowsPath: path.join(import.meta.dirname, 'bare-workflow.ts'),
    activities: {
      mark() {
        startedAt = performance.now();
      },
    },
  });
  const measured: BareRound[] = [];
  await worker.runUntil(async () => {
    const client = new Client({ connection });
    const workflow = await client.workflow.start(bareWorkflow, {
      workflowId: 'bare',
      taskQueue: TASK_QUEUE,
      args: [rounds],
    });
    for (let round = 0; round < rounds; round++) {
      await pause();
      startedAt = undefined;
      const sentAt = performance.now();
      await workflow.signal(goSignal);
      const signalAnswered = performance.now() - sentAt;
      while (startedAt === undefined) await delay(5);
      measured.push({ signalAnswered, activityStarted: startedAt - sentAt });
    }
    await workflow.result();
  });
  await Promise.all([connection.close(), nativeConnection.close()]);
  return measured;
}
