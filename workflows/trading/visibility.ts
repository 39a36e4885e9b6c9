import { setCurrentDetails, upsertMemo, upsertSearchAttributes } from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { TradingState } from '../../core/trading/state.ts';

const STATE = defineSearchAttributeKey('MinutehandState', 'KEYWORD');
const POSITION = defineSearchAttributeKey('MinutehandPosition', 'KEYWORD');
const EQUITY = defineSearchAttributeKey('MinutehandEquity', 'DOUBLE');
const DRAWDOWN = defineSearchAttributeKey('MinutehandDrawdown', 'DOUBLE');

/**
 * Keeps what the Web UI shows of the workflow: search attributes and memo, which need no worker to answer, when the mode
 * or the position changes (each costs an event in the history), and the current details at every step (they cost none).
 */
export class Visibility {
  private shown = '';

  show(state: TradingState): void {
    const { mode, position, haltUntil } = state;
    const holds = position ? `${position.side} ${position.quantity}` : 'FLAT';
    const visible = JSON.stringify([mode, holds, haltUntil]);
    if (visible !== this.shown) {
      this.shown = visible;
      upsertSearchAttributes([
        { key: STATE, value: mode.mode },
        { key: POSITION, value: position?.side ?? 'FLAT' },
        { key: EQUITY, value: Number(state.equity ?? 0) },
        { key: DRAWDOWN, value: state.drawdown },
      ]);
      upsertMemo({
        state: mode.mode,
        since: inUtc(mode.since),
        why: mode.why,
        who: mode.who,
        haltUntil: haltUntil === undefined ? null : inUtc(haltUntil),
        position: holds,
        stop: position?.stopPrice ?? null,
        target: position?.targetPrice ?? null,
      });
    }
    setCurrentDetails(details(state));
  }
}

function details(state: TradingState): string {
  const { mode, position, lastDecision, lastPrediction } = state;
  const lines = [
    `**${mode.mode}** since ${inUtc(mode.since)} — ${mode.why} (${mode.who})`,
    ...(state.haltUntil === undefined ? [] : [`Entries resume at ${inUtc(state.haltUntil)}`]),
    `Equity ${state.equity ?? 'not known yet'}, ${(state.drawdown * 100).toFixed(2)} % below 00:00 UTC`,
    position
      ? `${position.side} ${position.quantity} from ${position.entryPrice}, stop ${position.stopPrice}${position.isProtected ? '' : ' (not confirmed)'}, target ${position.targetPrice}`
      : 'Flat',
    lastPrediction && lastDecision
      ? `${inUtc(lastDecision.bar)}: ${lastDecision.signal} at ${lastDecision.confidence.toFixed(3)}, ${lastDecision.action}${lastDecision.refusals[0] ? ` — ${lastDecision.refusals[0].sentence}` : ''}`
      : 'No decision yet',
  ];
  return lines.join('\n\n');
}

function inUtc(time: number): string {
  return time === 0 ? 'the start' : new Date(time).toISOString();
}
