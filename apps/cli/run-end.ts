import type { AuditReader } from '../../adapters/audit/port.ts';
import { PaperMarketControl } from '../../adapters/paper-market/control.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import type { StartPlan } from './start-plan.ts';

/** Why a run ends by itself. */
export type RunEnd = 'minutes' | 'recording';

/** Says that a run has reached its end, once everything that it decided is in the audit. */
export type RunEndWatch = () => Promise<RunEnd | undefined>;

export interface Run {
  readonly audit: AuditReader;
  /** The newest bar that an earlier start had decided, epoch ms; 0 when there was none. */
  readonly afterBar: number;
  /** Of the exchange. */
  readonly restUrl: string;
}

/** How the end of this run is known: by a market that stands still, or by counting; undefined when it has none. */
export function watchRunEnd({ market, minutes }: StartPlan, run: Run): RunEndWatch | undefined {
  if (market !== 'binance') return standstill(run);
  return minutes === undefined ? undefined : minutesDecided(minutes, run);
}

/** Open time of the newest bar in the audit, epoch ms; 0 when there is none. */
export async function newestDecision(audit: AuditReader): Promise<number> {
  const [newest] = await audit.latest('decisions', 1);
  return newest?.bar ?? 0;
}

/** The market may not go on, or can't, and its last minute has been decided. */
function standstill({ audit, restUrl }: Run): RunEndWatch {
  const control = new PaperMarketControl(restUrl);
  return async () => {
    // Being restarted, it does not answer; the next look will tell.
    const status = await control.status().catch(() => undefined);
    if (!status?.held && !status?.finished) return undefined;
    if ((await newestDecision(audit)) < (status.lastClosedBar ?? 0)) return undefined;
    return status.held ? 'minutes' : 'recording';
  };
}

/** A live market can't be held: minutes are counted from the first bar of this start to the newest, both included. */
function minutesDecided(minutes: number, { audit, afterBar }: Run): RunEndWatch {
  let first: number | undefined;
  return async () => {
    const newest = await newestDecision(audit);
    if (newest <= afterBar) return undefined;
    first ??= (await audit.latest('decisions', Number.MAX_SAFE_INTEGER)).find(({ bar }) => bar > afterBar)?.bar;
    return first !== undefined && (newest - first) / MINUTE_MS + 1 >= minutes ? 'minutes' : undefined;
  };
}
