import { applyCommand } from './commands.ts';
import type { Draft } from './draft.ts';
import type { TradingEvent } from './step-contract.ts';

const WHO = 'drift watch';

/**
 * The model was measured: alarms are told and kept, and do what the configuration says: nothing more, entries of a smaller
 * size, or a pause. A measurement without an alarm gives the size back; a pause stays until an operator resumes.
 */
export function respondToDrift(draft: Draft, event: Extract<TradingEvent, { type: 'drift' }>): void {
  const { action, sentences, sizeShare, time } = event;
  const before = draft.state.sizeShare;
  const share = action === 'none' || action === 'alert' ? undefined : sizeShare;
  if (before !== share) draft.change({ sizeShare: share });
  if (action === 'none') {
    if (before !== undefined) {
      draft.tell('drift', 'no measure of the model is beyond its limit: entries have their usual size again', WHO);
    }
    return;
  }
  const done = {
    alert: 'entries go on as they are',
    'lower-size': `entries have ${(sizeShare * 100).toFixed(0)} % of their usual size`,
    'pause-entries': 'entries are paused',
  }[action];
  const sentence = `the model drifts, ${done}: ${sentences.join('; ')}`;
  draft.tell('drift', sentence, WHO);
  draft.act({ type: 'notify', level: action === 'alert' ? 'warning' : 'alarm', text: `${draft.symbol}: ${sentence}` });
  if (action === 'pause-entries' && draft.state.mode.mode !== 'paused' && draft.state.mode.mode !== 'stopped') {
    applyCommand(draft, { type: 'command', command: 'pause', input: { by: WHO, reason: 'the model drifts' }, time });
  }
}
