import { allHandlersFinished, condition, continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import { initialState } from '../core/trading/initial-state.ts';
import type { TradingSettings, TradingState } from '../core/trading/state.ts';
import { MAX_HISTORY_EVENTS } from './activity-policies.ts';
import { lastDecisionQuery, limitsQuery, positionQuery, statusQuery } from './messages.ts';
import { ageNow, receiveMessages } from './trading/mailbox.ts';
import { performAction, releaseMarket } from './trading/perform-action.ts';
import { writeRecords } from './trading/recording.ts';
import { TradingShell } from './trading/shell.ts';
import { statusOf } from './trading/status.ts';
import { Visibility } from './trading/visibility.ts';
import { Watchdog } from './trading/watchdog.ts';

export interface TradingInput {
  readonly settings: TradingSettings;
  /** The state handed on by the run before: everything that the strategy knows. */
  readonly state?: TradingState;
  /** A lock-step market waits for this bar of the run before to be finished. */
  readonly finishedBar?: number;
  /** Events after which the history is continued as new; MAX_HISTORY_EVENTS when absent. */
  readonly maxHistoryEvents?: number;
}

/**
 * The strategy of one symbol: waits for a bar (or for its own timer, when the feed is silent), lets the pure step decide,
 * carries out what it says, writes the audit, and waits again. Runs for years, by continue-as-new.
 */
export async function tradingWorkflow(input: TradingInput): Promise<void> {
  const shell = new TradingShell(input.state ?? initialState(input.settings), performAction);
  const watchdog = new Watchdog(shell);
  const visibility = new Visibility();
  receiveMessages(shell);
  answerQueries(shell);
  if (shell.state.haltUntil !== undefined) shell.haltTimer.start(shell.state.haltUntil);
  // A start is a moment of doubt: what is really there?
  await shell.handle({ type: 'accountChanged', what: 'the workflow starts' });

  if (input.finishedBar !== undefined) shell.finishAfterRecording(input.finishedBar);

  for (;;) {
    await writeRecords(shell);
    visibility.show(shell.state);
    // Before the market is released: its next bar would arrive in the middle of the hand-over, every time.
    if (shouldContinueAsNew(input) && shell.mailbox.isEmpty) break;
    const finished = shell.takeFinishedBar();
    if (finished !== undefined) await releaseMarket(shell.state.settings.symbol, finished);

    const event = (await shell.mailbox.next(watchdog.patience())) ?? (await watchdog.ask());
    if (!event) continue;
    if (event.type === 'bar') {
      watchdog.heard();
      await shell.handle({ ...event, ageMs: ageNow(event, shell.state.settings.clock, Date.now()) });
    } else {
      await shell.handle(event);
    }
  }

  await finishMessages(shell);
  shell.haltTimer.stop();
  const { finishedBar: _released, ...settled } = input;
  const finishedBar = shell.takeFinishedBar();
  await continueAsNew<typeof tradingWorkflow>({
    ...settled,
    settings: shell.state.settings,
    state: shell.state,
    ...(finishedBar === undefined ? {} : { finishedBar }),
  });
}

/** Nothing that was sent to this run may be lost with it: handlers end, and what they brought is stepped. */
async function finishMessages(shell: TradingShell): Promise<void> {
  do {
    await condition(() => allHandlersFinished() || !shell.mailbox.isEmpty);
    while (!shell.mailbox.isEmpty) {
      const event = await shell.mailbox.next(0);
      if (event) await shell.handle(event);
    }
  } while (!allHandlersFinished());
}

function shouldContinueAsNew(input: TradingInput): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength >= (input.maxHistoryEvents ?? MAX_HISTORY_EVENTS);
}

function answerQueries(shell: TradingShell): void {
  setHandler(statusQuery, () => statusOf(shell.state), { description: 'The strategy at a glance' });
  setHandler(positionQuery, () => shell.state.position ?? null, { description: 'The open position, or null' });
  setHandler(lastDecisionQuery, () => shell.state.lastDecision ?? null, { description: 'The last minute and why' });
  setHandler(limitsQuery, () => shell.state.settings.limits, { description: 'The limits that bound every trade' });
}
