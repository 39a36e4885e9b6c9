import { setTimeout as sleep } from 'node:timers/promises';
import { liveLine, troubleOf } from './live-line.ts';
import { watchRunEnd } from './run-end.ts';
import type { Run, RunEnd } from './run-end.ts';
import type { SessionContext } from './session-context.ts';
import { StatusWatch } from './status-watch.ts';
import type { Strategy } from './steps/strategy.ts';
import { unlessStopped } from './stop-signals.ts';

/** How often the live line is drawn; in lock step, where minutes pass in milliseconds, more often. */
const REFRESH_MS = 500;
const LOCKSTEP_REFRESH_MS = 100;
const END_CHECK_MS = 500;

/**
 * Shows the live line until the minutes that were asked for have passed, the recorded klines have ended, or everything
 * is to stop.
 */
export async function follow(context: SessionContext, strategy: Strategy, run: Run): Promise<void> {
  const { plan, terminal, signal } = context;
  const every = plan.clock.kind === 'lockstep' ? LOCKSTEP_REFRESH_MS : REFRESH_MS;
  const runEnd = watchRunEnd(plan, run);
  const watch = new StatusWatch(strategy);
  let end: RunEnd | undefined;
  let checkedAt = 0;
  while (!signal.aborted && end === undefined) {
    watch.ask();
    const status = watch.latest;
    const trouble = troubleOf(context.processes.restarting, watch.silence);
    if (status || trouble !== undefined) terminal.live(liveLine(status, trouble));
    if (runEnd && Date.now() - checkedAt >= END_CHECK_MS) {
      checkedAt = Date.now();
      end = await unlessStopped(signal, runEnd());
    }
    await sleep(every, undefined, { signal }).catch(() => undefined);
  }
  if (end === 'recording') terminal.say('The recorded klines end here.');
}
