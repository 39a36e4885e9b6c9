import { PaperMarketControl } from '../../adapters/paper-market/control.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import type { StartPlan } from './start-plan.ts';

/**
 * Lets a paper market run for the minutes that were asked for and not one more, so that what was traded and what the
 * summary tells are the same. A market with a clock of its own stands still until the strategy is there to count from.
 */
export class MarketHold {
  private readonly minutes: number;
  private last: number | undefined;

  /** Absent where nothing is to be held: no number of minutes, or a live market. */
  static of({ market, minutes, clock }: StartPlan): MarketHold | undefined {
    if (minutes === undefined || market === 'binance') return undefined;
    return new MarketHold(minutes, clock.kind === 'lockstep' ? undefined : 0);
  }

  private constructor(minutes: number, last: number | undefined) {
    this.minutes = minutes;
    this.last = last;
  }

  /** Open time of the last minute that may happen, epoch ms; a restarted exchange must be told. */
  get after(): number | undefined {
    return this.last;
  }

  /**
   * Lets the minutes pass. In lock step to be called before a worker is there, elsewhere when the strategy runs.
   * `decidedUntil`: the newest bar that an earlier start decided, epoch ms; 0 when there is none. The newest bar of the
   * market is decided first, unless it has been.
   * @throws PaperMarketError
   */
  async letPass(restUrl: string, decidedUntil: number): Promise<void> {
    const control = new PaperMarketControl(restUrl);
    const { lastClosedBar = 0 } = await control.status();
    const decidedAtOnce = lastClosedBar > decidedUntil ? 1 : 0;
    this.last = lastClosedBar + (this.minutes - decidedAtOnce) * MINUTE_MS;
    await control.holdAfter(this.last);
  }
}

/**
 * Lets the first minute of a new lock-step market happen, since nobody decides the last one of its history: the first
 * decision is then that of the first minute of `--from`.
 * @throws PaperMarketError
 */
export async function beginFirstMinute({ market, clock }: StartPlan, restUrl: string, symbol: string): Promise<void> {
  if (market === 'binance' || clock.kind !== 'lockstep') return;
  const control = new PaperMarketControl(restUrl);
  const { awaiting, startsAt } = await control.status();
  if (awaiting === undefined || startsAt === undefined || awaiting >= startsAt) return;
  await control.finishMinute(symbol, awaiting);
}
