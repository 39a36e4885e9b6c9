import { MINUTE_MS } from '../../core/market/bar.ts';
import { toMarketDuration } from '../../core/time/market-clock.ts';
import { step } from '../../core/trading/step.ts';
import type { TradingState } from '../../core/trading/state.ts';
import type { TradingAction, TradingEvent } from '../../core/trading/step-contract.ts';
import { HaltTimer } from './halt-timer.ts';
import { Mailbox } from './mailbox.ts';

/** Carries out one action and says what came of it, if that is an event. */
export type Perform = (action: TradingAction, shell: TradingShell) => Promise<TradingEvent | undefined>;

/** The durable shell around the pure step: holds the state, carries out the actions, depth first. */
export class TradingShell {
  state: TradingState;
  isBusy = false;
  readonly mailbox = new Mailbox();
  readonly haltTimer: HaltTimer;
  /** Workflow time (wall) at which the last bar was stepped: what the exchange time since is estimated from. */
  private lastBarAt: number;
  private readonly perform: Perform;
  private finishedBar: number | undefined;

  constructor(state: TradingState, perform: Perform) {
    this.state = state;
    this.perform = perform;
    this.lastBarAt = Date.now();
    this.haltTimer = new HaltTimer(this);
  }

  /** Best estimate of exchange time, epoch ms: the last bar's close and, where the market runs by itself, what has passed since. */
  exchangeTime(): number {
    const { settings, lastBar } = this.state;
    if (settings.clock.kind === 'realtime') return Date.now();
    if (lastBar === undefined) return 0;
    return lastBar + MINUTE_MS + toMarketDuration(settings.clock, Date.now() - this.lastBarAt);
  }

  async handle(event: TradingEvent): Promise<void> {
    this.isBusy = true;
    if (event.type === 'bar') this.lastBarAt = Date.now();
    await this.stepThrough(event);
    this.isBusy = false;
  }

  /** Notes that a lock-step market may go on once the minute's records are written. */
  finishAfterRecording(bar: number): void {
    this.finishedBar = bar;
  }

  takeFinishedBar(): number | undefined {
    const bar = this.finishedBar;
    this.finishedBar = undefined;
    return bar;
  }

  private async stepThrough(event: TradingEvent): Promise<void> {
    const { state, actions } = step(this.state, event);
    this.state = state;
    for (const action of actions) {
      const answer = await this.perform(action, this);
      if (answer) await this.stepThrough(answer);
    }
  }
}
