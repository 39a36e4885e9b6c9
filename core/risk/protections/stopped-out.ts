import type { ClosedTradeBrief } from '../verdict.ts';

/** True for a trade that ended at its stop or, worse, in liquidation. */
export function isStoppedOut(trade: ClosedTradeBrief): boolean {
  return trade.exit === 'stop' || trade.exit === 'liquidation';
}
