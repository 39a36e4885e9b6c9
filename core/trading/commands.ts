import { endHalt, forgiveDrawdown } from './circuit-breaker-24h.ts';
import { askToClose } from './closing.ts';
import type { Draft } from './draft.ts';
import { lookNow } from './observing.ts';
import type { CommandInput, TradingEvent } from './step-contract.ts';

type Command = Extract<TradingEvent, { type: 'command' }>;

/**
 * An operator's command. A pause blocks entries, never protection. `resume` ends a halt or a kill only with
 * `override: true` and a reason, and both are in the audit. `flatten` closes the position and goes on; `kill` closes it
 * and stops.
 */
export function applyCommand(draft: Draft, event: Command): void {
  const refusal = whyRefused(draft, event);
  if (refusal !== undefined) {
    draft.tell('command-refused', `${event.command} refused: ${refusal}`, who(event.input));
    return;
  }
  const why = event.input.reason ?? `${event.command} without a reason`;
  draft.tell('command', `${event.command}: ${why}`, who(event.input));
  switch (event.command) {
    case 'pause':
      pause(draft, event, why);
      break;
    case 'resume':
      resume(draft, event, why);
      break;
    case 'flatten':
      flatten(draft);
      break;
    case 'kill':
      kill(draft, event, why);
      break;
  }
}

/** Why a command would be refused now, or undefined: the same answer for a signal, an update's validator and a screen. */
export function whyRefused(draft: Pick<Draft, 'state'>, event: Pick<Command, 'command' | 'input'>): string | undefined {
  const { mode } = draft.state;
  const { command, input } = event;
  if (command === 'pause' && mode.mode === 'stopped') return 'the strategy is stopped already';
  if (command === 'pause' && mode.mode === 'paused') return `already paused by ${mode.who}`;
  if (command === 'resume' && mode.mode === 'running') return 'the strategy is running already';
  if (command === 'resume' && (mode.mode === 'halted' || mode.mode === 'stopped')) {
    if (input.override !== true)
      return `the strategy is ${mode.mode} (${mode.why}); that needs override: true and a reason`;
    if ((input.reason ?? '').trim() === '') return 'an override needs a reason';
  }
  if (command === 'kill' && mode.mode === 'stopped') return 'the strategy is stopped already';
  return undefined;
}

function pause(draft: Draft, event: Command, why: string): void {
  const info = { mode: 'paused', since: event.time, why, who: who(event.input) } as const;
  if (draft.state.mode.mode === 'halted') draft.change({ modeAfterHalt: info });
  else draft.enterMode(info);
}

function resume(draft: Draft, event: Command, why: string): void {
  const by = who(event.input);
  if (draft.state.mode.mode === 'halted') {
    forgiveDrawdown(draft);
    draft.change({ modeAfterHalt: undefined });
    endHalt(draft, event.time, `halt overridden: ${why}`, by);
    return;
  }
  draft.enterMode({ mode: 'running', since: event.time, why, who: by });
}

function flatten(draft: Draft): void {
  if (draft.state.position) askToClose(draft, 'operator');
  else lookNow(draft);
}

function kill(draft: Draft, event: Command, why: string): void {
  if (draft.state.mode.mode === 'halted') {
    draft.change({ haltUntil: undefined, modeAfterHalt: undefined });
    draft.act({ type: 'endHalt' });
  }
  draft.enterMode({ mode: 'stopped', since: event.time, why, who: who(event.input) });
  draft.act({ type: 'notify', level: 'warning', text: `${draft.symbol} stopped by ${who(event.input)}: ${why}` });
  flatten(draft);
}

function who(input: CommandInput): string {
  return input.by ?? 'operator';
}
