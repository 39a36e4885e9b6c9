import { DAY_MS, MINUTE_MS } from '../market/bar.ts';
import type { Draft } from './draft.ts';
import type { TradingAction } from './step-contract.ts';

/** Shortest gap between funding settlements: a position held across none of them has paid or received none. */
const FUNDING_GRID_MS = DAY_MS / 24;

/** The question of what is really there, for the state as it stands. */
export function observeAction(draft: Draft): TradingAction {
  const { position, lastTradeId, lastBar } = draft.state;
  const now = (lastBar ?? 0) + MINUTE_MS;
  const opened = position?.openedBar;
  const crossedSettlement =
    opened !== undefined && Math.floor(opened / FUNDING_GRID_MS) !== Math.floor(now / FUNDING_GRID_MS);
  return {
    type: 'observe',
    lastTradeId,
    trackedIds: position ? [position.stopId, position.targetId].filter((id) => id !== '') : [],
    ...(crossedSettlement ? { fundingSince: opened } : {}),
  };
}

/** Asks the exchange at once. */
export function lookNow(draft: Draft): void {
  draft.act(observeAction(draft));
}

/** Asks after something was done, unless the minute ends with a look anyway. */
export function lookAfterwards(draft: Draft): void {
  if (!draft.state.pending?.looksLater) lookNow(draft);
}
