import type { ClosedTradeBrief } from '../risk/verdict.ts';
import { clientOrderId } from './client-order-id.ts';
import type { OrderLeg } from './client-order-id.ts';
import type { Draft } from './draft.ts';

const LEG_OF_EXIT: Partial<Record<ClosedTradeBrief['exit'], OrderLeg>> = {
  time: 'x',
  breaker: 'h',
  operator: 'f',
  protection: 'p',
};

/** Closing orders a bar: one that was refused so often is asked for again in the next minute, its stop in place. */
const MAX_CLOSES_A_BAR = 3;

/**
 * Asks for the position to be closed at market. The id is that of (run, bar, leg); a further attempt in the same bar,
 * after the one before has ended unfilled, gets the next ordinal.
 */
export function askToClose(draft: Draft, exit: ClosedTradeBrief['exit']): void {
  const position = draft.state.position;
  if (!position) return;
  const bar = draft.state.lastBar ?? position.openedBar;
  const attempts = position.closeBar === bar ? position.closeAttempts : 0;
  if (attempts >= MAX_CLOSES_A_BAR) {
    draft.tell(
      'alarm',
      `${attempts} closing orders in this minute did not close ${position.entryId}: again in the next`,
    );
    draft.change({ position: { ...position, exitAsked: exit } });
    return;
  }
  const clientId = clientOrderId(draft.state.settings.runTag, bar, LEG_OF_EXIT[exit] ?? 'u', attempts);
  draft.change({ position: { ...position, exitAsked: exit, closeBar: bar, closeAttempts: attempts + 1 } });
  draft.act({ type: 'close', side: position.side, quantity: position.quantity, clientId, exit });
}
