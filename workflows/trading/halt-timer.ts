import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import { toWallDuration } from '../../core/time/market-clock.ts';
import type { TradingShell } from './shell.ts';

/** Shortest wait before the halt's end is looked at again, wall ms: a market that stands still is not polled. */
const SHORTEST_WAIT_MS = 1_000;
const LOCKSTEP_WAIT_MS = 60_000;

/**
 * The breaker's 24 hours as a durable timer, visible as such in the Web UI. Exchange time decides: a timer that fires
 * before a slow paper market has got there is set again for what is left.
 */
export class HaltTimer {
  private scope: CancellationScope | undefined;
  private readonly shell: TradingShell;

  constructor(shell: TradingShell) {
    this.shell = shell;
  }

  start(until: number): void {
    this.stop();
    const scope = new CancellationScope();
    this.scope = scope;
    scope
      .run(() => this.wait(until))
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
  }

  stop(): void {
    this.scope?.cancel();
    this.scope = undefined;
  }

  private async wait(until: number): Promise<void> {
    const { clock } = this.shell.state.settings;
    const left = (): number => until - this.shell.exchangeTime();
    const shortest = clock.kind === 'lockstep' ? LOCKSTEP_WAIT_MS : SHORTEST_WAIT_MS;
    do {
      await sleep(Math.max(toWallDuration(clock, left()), shortest), {
        summary: `circuit breaker: entries resume at ${new Date(until).toISOString()} exchange time`,
      });
    } while (left() > 0);
    this.shell.mailbox.add({ type: 'haltElapsed', time: this.shell.exchangeTime() });
  }
}
