import { money } from '../money/decimal.ts';
import type { Draft } from './draft.ts';
import type { Fill } from './observation.ts';

/**
 * Books fills once each: those at or below the last trade id seen are skipped, whatever order or how often they come.
 * Fees are summed in quote as the exchange charged them (USDT-margined contracts charge USDT).
 */
export function applyFills(draft: Draft, fills: readonly Fill[]): void {
  const unseen = fills.filter((fill) => fill.tradeId > draft.state.lastTradeId).sort((a, b) => a.tradeId - b.tradeId);
  for (const fill of unseen) {
    draft.change({ lastTradeId: fill.tradeId });
    draft.record({
      table: 'fills',
      key: String(fill.tradeId),
      symbol: draft.symbol,
      bar: draft.bar,
      tradeId: fill.tradeId,
      orderId: fill.orderId,
      side: fill.side,
      price: fill.price,
      quantity: fill.quantity,
      realizedPnl: fill.realizedPnl,
      commission: fill.commission,
      time: fill.time,
    });
    addToPosition(draft, fill);
  }
}

function addToPosition(draft: Draft, fill: Fill): void {
  const position = draft.state.position;
  if (!position) {
    // The fill of an entry whose outcome is still unknown: its fee belongs to the position that will be adopted.
    return;
  }
  const isExit = fill.side === (position.side === 'LONG' ? 'SELL' : 'BUY');
  draft.change({
    position: {
      ...position,
      fees: money(position.fees).plus(fill.commission).toFixed(),
      realizedPnl: money(position.realizedPnl).plus(fill.realizedPnl).toFixed(),
      exitQuantity: isExit ? money(position.exitQuantity).plus(fill.quantity).toFixed() : position.exitQuantity,
      exitQuote: isExit ? money(position.exitQuote).plus(fill.quoteQuantity).toFixed() : position.exitQuote,
      exitOrderId: isExit ? fill.orderId : position.exitOrderId,
    },
  });
}
