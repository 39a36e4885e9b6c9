import { money } from '../money/decimal.ts';
import type { DecimalText } from '../money/decimal.ts';
import { roundDownToStep, roundUpToStep } from '../money/rounding.ts';
import { clientOrderId } from './client-order-id.ts';
import type { Draft } from './draft.ts';
import type { OpenPosition } from './state.ts';

/** Trigger prices of a bracket around a fill: stop = entry ∓ distance, target = entry ± distance, in quote per base. */
export function bracketPrices(
  side: OpenPosition['side'],
  entryPrice: DecimalText,
  stopDistance: DecimalText,
  targetDistance: DecimalText,
): { stop: DecimalText; target: DecimalText } {
  const sign = side === 'LONG' ? 1 : -1;
  const entry = money(entryPrice);
  return {
    stop: entry.minus(money(stopDistance).mul(sign)).toFixed(),
    target: entry.plus(money(targetDistance).mul(sign)).toFixed(),
  };
}

/**
 * A trigger of a bracket on the price grid, rounded towards the loss by less than a tick: a stop is never nearer, a target
 * never farther than was decided.
 */
export function triggerOnTick(
  held: OpenPosition['side'],
  triggerPrice: DecimalText,
  tickSize: DecimalText,
): DecimalText {
  const toTick = held === 'LONG' ? roundDownToStep : roundUpToStep;
  return toTick(money(triggerPrice), money(tickSize)).toFixed();
}

/**
 * Asks for the stop and the target of the position. A leg that is lost gets a new id (the next ordinal of its leg): a
 * cancelled id would be found, and taken for a live one.
 */
export function askToProtect(draft: Draft, lost: { stop: boolean; target: boolean }): void {
  const position = draft.state.position;
  if (!position) return;
  const { runTag } = draft.state.settings;
  const stopId = lost.stop
    ? clientOrderId(runTag, position.openedBar, 's', position.stopAttempts % 100)
    : position.stopId;
  const targetId = lost.target
    ? clientOrderId(runTag, position.openedBar, 't', position.targetAttempts % 100)
    : position.targetId;
  draft.change({
    position: {
      ...position,
      stopId,
      targetId,
      isProtected: position.isProtected && !lost.stop,
      stopAttempts: position.stopAttempts + (lost.stop ? 1 : 0),
      targetAttempts: position.targetAttempts + (lost.target ? 1 : 0),
    },
  });
  draft.act({
    type: 'protect',
    side: position.side,
    stop: { clientId: stopId, triggerPrice: position.stopPrice },
    target: { clientId: targetId, triggerPrice: position.targetPrice },
  });
}

/** A position as it begins, before its bracket. */
export function newPosition(opening: {
  side: OpenPosition['side'];
  quantity: DecimalText;
  entryPrice: DecimalText;
  entryId: string;
  openedBar: number;
  exitDueBar: number;
  stopDistance: DecimalText;
  targetDistance: DecimalText;
  modelId: string;
}): OpenPosition {
  const prices = bracketPrices(opening.side, opening.entryPrice, opening.stopDistance, opening.targetDistance);
  return {
    ...opening,
    stopPrice: prices.stop,
    targetPrice: prices.target,
    stopId: '',
    targetId: '',
    isProtected: false,
    fees: '0',
    realizedPnl: '0',
    exitQuantity: '0',
    exitQuote: '0',
    closeAttempts: 0,
    stopAttempts: 0,
    targetAttempts: 0,
    looksWithoutExit: 0,
  };
}

/** Distance of a trigger from an entry, in quote per base, as a positive decimal. */
export function distanceBetween(entryPrice: DecimalText, triggerPrice: DecimalText): DecimalText {
  return money(entryPrice).minus(triggerPrice).abs().toFixed();
}
