import { Context } from '@temporalio/activity';
import type { IngestionMetrics } from '../../adapters/ingestion/metrics.ts';
import type { IngestionActivities } from './ingestion-contract.ts';
import { HeldRecorder } from './ingestion-recorder.ts';
import type { MarketRecorder } from './ingestion-recorder.ts';

export interface IngestionDependencies {
  /** A recorder that is recording. @throws Error with a sentence when it can't be had. */
  readonly openRecorder: (symbols: readonly string[]) => Promise<MarketRecorder>;
  /** Tells the workflow that runs this how it stands; seldom, as each is an event of its history. */
  readonly report?: (workflowId: string, metrics: IngestionMetrics) => Promise<void>;
  readonly heartbeatEveryMs?: number;
  readonly reportEveryMs?: number;
  /** How long a recorder goes on when its time is over, for the next call to take it up. */
  readonly lingerMs?: number;
}

const HEARTBEAT_EVERY_MS = 5_000;
const REPORT_EVERY_MS = 15 * 60_000;
const LINGER_MS = 15_000;

/** Recording as an activity: it runs for as long as it is told, and its heartbeats are the metrics. */
export function createIngestionActivities(dependencies: IngestionDependencies): IngestionActivities {
  const { openRecorder, report } = dependencies;
  const heartbeatEveryMs = dependencies.heartbeatEveryMs ?? HEARTBEAT_EVERY_MS;
  const reportEveryMs = dependencies.reportEveryMs ?? REPORT_EVERY_MS;
  const held = new HeldRecorder(openRecorder, dependencies.lingerMs ?? LINGER_MS);

  return {
    async recordMarketData({ symbols, forMs }) {
      const context = Context.current();
      const { workflowId } = context.info.workflowExecution ?? {};
      const recorder = await held.take(symbols);
      try {
        const until = performance.now() + forMs;
        let reportAt = performance.now();
        for (let now = performance.now(); now < until; now = performance.now()) {
          context.heartbeat(recorder.metrics());
          if (report && workflowId !== undefined && now >= reportAt) {
            reportAt = now + reportEveryMs;
            // A report that does not arrive is followed by the next one; recording must not wait for it.
            report(workflowId, recorder.metrics()).catch(() => undefined);
          }
          await context.sleep(Math.max(1, Math.min(heartbeatEveryMs, until - now)));
        }
      } catch (cancelled) {
        await held.stop();
        throw cancelled;
      }
      held.letGo();
      return recorder.metrics();
    },
  };
}
