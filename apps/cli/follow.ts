import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditReader } from '../../adapters/audit/port.ts';
import { PaperMarketControl } from '../../adapters/paper-market/control.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import type { TradingStatus } from '../../workflows/messages.ts';
import { liveLine, troubleOf } from './live-line.ts';
import type { SessionContext } from './session-context.ts';
import { StatusWatch } from './status-watch.ts';
import type { ExchangePlace } from './steps/paper-exchange.ts';
import type { Strategy } from './steps/strategy.ts';

/** How often the live line is drawn; in lock step, where minutes pass in milliseconds, more often. */
const REFRESH_MS = 500;
const LOCKSTEP_REFRESH_MS = 100;
const END_OF_DATA_CHECK_MS = 2_000;

export interface Followed {
  readonly strategy: Strategy;
  readonly exchange: ExchangePlace;
  readonly audit: AuditReader;
  /** The newest bar that an earlier start had decided; 0 when there was none. */
  readonly afterBar: number;
}

/**
 * Shows the live line until the minutes that were asked for have passed, the recorded klines have ended, or everything
 * is to stop.
 */
export async function follow(context: SessionContext, followed: Followed): Promise<void> {
  const { plan, terminal, signal } = context;
  const every = plan.clock.kind === 'lockstep' ? LOCKSTEP_REFRESH_MS : REFRESH_MS;
  const replayEnd = plan.market === 'replay' ? new PaperMarketControl(followed.exchange.restUrl) : undefined;
  const minutesDone = minuteCounter(followed);
  const watch = new StatusWatch(followed.strategy);
  let checkedAt = Date.now();
  while (!signal.aborted) {
    watch.ask();
    const status = watch.latest;
    const trouble = troubleOf(context.processes.restarting, watch.silence);
    if (status || trouble !== undefined) terminal.live(liveLine(status, trouble));
    if (status && plan.minutes !== undefined && (await minutesDone(status)) >= plan.minutes) return;
    if (replayEnd && Date.now() - checkedAt > END_OF_DATA_CHECK_MS) {
      checkedAt = Date.now();
      if (await hasEnded(replayEnd)) return terminal.say('The recorded klines end here.');
    }
    await sleep(every, undefined, { signal }).catch(() => undefined);
  }
}

/** Counts exchange minutes since the first bar of this start, both included. */
function minuteCounter({ audit, afterBar }: Followed): (status: TradingStatus) => Promise<number> {
  let before = afterBar > 0 ? afterBar : undefined;
  return async ({ lastBar }) => {
    if (lastBar === undefined || lastBar <= afterBar) return 0;
    if (before === undefined) {
      const [first] = await audit.latest('decisions', Number.MAX_SAFE_INTEGER);
      before = first && first.bar - MINUTE_MS;
    }
    return before === undefined ? 0 : (lastBar - before) / MINUTE_MS;
  };
}

async function hasEnded(control: PaperMarketControl): Promise<boolean> {
  try {
    return (await control.status()).finished;
  } catch {
    // It is being restarted; the next look will tell.
    return false;
  }
}
