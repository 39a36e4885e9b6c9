import { applyCommand } from './commands.ts';
import { Draft } from './draft.ts';
import { respondToDrift } from './drift-response.ts';
import { decideEntry, decideOnPrediction, refuseWithoutVerdict } from './entry-decision.ts';
import { resumeAfterHalt } from './circuit-breaker-24h.ts';
import { beginMinute } from './minute.ts';
import { onBracketFailed, onBracketPlaced, onClosed, onEntered, onEntryUnknown } from './order-outcomes.ts';
import { lookNow } from './observing.ts';
import { onObservationFailed, reconcile } from './reconciliation.ts';
import type { TradingState } from './state.ts';
import type { StepResult, TradingEvent } from './step-contract.ts';

/**
 * What the strategy does about an event: pure, total and deterministic. It never throws on an event of the contract's
 * shape; whatever doesn't fit the state is recorded and ignored.
 *
 * The shell carries out `actions` in order; where an action answers with an event, that event is stepped, and its own
 * actions carried out, before the next action of the list (depth first). So the actions of a `bar` end with the
 * minute's last look and `finishMinute`, whatever happens in between.
 */
export function step(state: TradingState, event: TradingEvent): StepResult {
  const draft = new Draft(state);
  switch (event.type) {
    case 'bar':
      beginMinute(draft, event);
      break;
    case 'predicted':
      decideOnPrediction(draft, event);
      break;
    case 'predictionFailed':
      refuseWithoutVerdict(draft, 'NO_PREDICTION', `no prediction: ${event.reason}`);
      break;
    case 'assessed':
      decideEntry(draft, event);
      break;
    case 'assessmentFailed':
      refuseWithoutVerdict(draft, 'NO_OBSERVATION', `risk could not be checked: ${event.reason}`);
      break;
    case 'entered':
      onEntered(draft, event);
      break;
    case 'entryUnknown':
      onEntryUnknown(draft, event);
      break;
    case 'bracketPlaced':
      onBracketPlaced(draft, event);
      break;
    case 'bracketFailed':
      onBracketFailed(draft, event);
      break;
    case 'closed':
      onClosed(draft, event);
      break;
    case 'observed':
      reconcile(draft, event.observation);
      break;
    case 'observationFailed':
      onObservationFailed(draft, event.reason);
      break;
    case 'accountChanged':
      lookNow(draft);
      break;
    case 'command':
      applyCommand(draft, event);
      break;
    case 'configured':
      draft.change({ settings: { ...state.settings, ...event.settings } });
      draft.tell('command', 'settings taken over from the start', 'minutehand');
      break;
    case 'drift':
      respondToDrift(draft, event);
      break;
    case 'unknownSignal':
      draft.tell('unknown-signal', `a signal named "${event.name}" is not one of ours and was ignored`);
      break;
    case 'haltElapsed':
      resumeAfterHalt(draft, event.time);
      break;
    case 'written':
      draft.change({ unwritten: state.unwritten.slice(event.count) });
      break;
  }
  return draft.finish();
}
