import { proxyLocalActivities } from '@temporalio/workflow';
import type { ObservationActivities } from '../../activities/contract.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import { toWallDuration } from '../../core/time/market-clock.ts';
import type { TradingEvent } from '../../core/trading/step-contract.ts';
import { OBSERVATION_POLICY } from '../activity-policies.ts';
import type { TradingShell } from './shell.ts';

const { fetchBar } = proxyLocalActivities<ObservationActivities>(OBSERVATION_POLICY);

/** Wall time that the stream may be late with a bar before we ask by REST. */
const GRACE_MS = 5_000;
/** In lock step a bar may take as long as the market's minute takes to compute. */
const LOCKSTEP_GRACE_MS = 20_000;
const LONGEST_WAIT_MS = 900_000;

/** Watches for a silent feed: the minute then begins by our own timer, with the bar fetched by REST. */
export class Watchdog {
  private silentFor = 0;
  private readonly shell: TradingShell;

  constructor(shell: TradingShell) {
    this.shell = shell;
  }

  /**
   * How long to wait for the next message, wall ms: until the next bar should have closed and the grace is over, whatever
   * else has come meanwhile; longer after each question that brought nothing.
   */
  patience(): number {
    const { settings, lastBar } = this.shell.state;
    if (settings.clock.kind === 'lockstep') return this.backedOff(LOCKSTEP_GRACE_MS);
    const untilNextClose = lastBar === undefined ? MINUTE_MS : lastBar + 2 * MINUTE_MS - this.shell.exchangeTime();
    return this.backedOff(toWallDuration(settings.clock, Math.max(0, untilNextClose)) + GRACE_MS);
  }

  heard(): void {
    this.silentFor = 0;
  }

  private backedOff(base: number): number {
    return Math.min(base * 2 ** this.silentFor, Math.max(base, LONGEST_WAIT_MS));
  }

  /** The newest bar by REST, when it is one that we have not seen. */
  async ask(): Promise<TradingEvent | undefined> {
    const { settings, lastBar } = this.shell.state;
    try {
      const found = await fetchBar({ symbol: settings.symbol, after: lastBar ?? 0 });
      if (found) {
        this.heard();
        return { type: 'bar', bar: found.bar, source: 'rest', ageMs: found.ageMs, receivedAt: Date.now() };
      }
    } catch {
      // The exchange does not answer either; the next question comes later.
    }
    this.silentFor = Math.min(this.silentFor + 1, 6);
    return undefined;
  }
}
