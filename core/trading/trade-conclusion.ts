import { money } from '../money/decimal.ts';
import { DAY_MS } from '../market/bar.ts';
import type { ClosedTradeBrief } from '../risk/verdict.ts';
import type { Draft } from './draft.ts';
import type { Observation } from './observation.ts';
import type { OpenPosition } from './state.ts';

/** Looks at a flat exchange after which a trade is concluded from what is known, and the operator told. */
const PATIENCE = 3;

/** How many closed trades, and how far back, the protections may look. */
const REMEMBERED_TRADES = 200;
const REMEMBERED_MS = 7 * DAY_MS;

/**
 * The exchange is flat (or against us) while we believe in a position: its fills say how the trade ended. `patient`
 * waits a few looks for fills that the exchange does not show yet.
 */
export function concludeTrade(draft: Draft, seen: Observation, manner: 'patient' | 'at once'): void {
  const position = draft.state.position;
  if (!position) return;
  const isComplete = money(position.exitQuantity).gte(position.quantity);
  if (manner === 'patient' && !isComplete && position.looksWithoutExit + 1 < PATIENCE) {
    draft.change({ position: { ...position, looksWithoutExit: position.looksWithoutExit + 1 } });
    return;
  }
  if (!isComplete) {
    draft.tell(
      'alarm',
      `${position.entryId} is closed, but the exchange shows no fill that closed it: concluded without`,
    );
  }
  const exit = exitReason(position, seen);
  const closedBar = draft.bar;
  const funding = seen.funding ?? '0';
  const net = money(position.realizedPnl).minus(position.fees).plus(funding);
  const notional = money(position.entryPrice).mul(position.quantity);
  const netBps = notional.isZero() ? 0 : net.div(notional).mul(10_000).toNumber();
  const exitPrice = money(position.exitQuantity).isZero()
    ? '0'
    : money(position.exitQuote).div(position.exitQuantity).toDecimalPlaces(8).toFixed();

  draft.record({
    table: 'trades',
    key: position.entryId,
    symbol: draft.symbol,
    bar: closedBar,
    side: position.side,
    quantity: position.quantity,
    entryPrice: position.entryPrice,
    exitPrice,
    openedBar: position.openedBar,
    closedBar,
    exit,
    grossPnl: position.realizedPnl,
    fees: position.fees,
    funding,
    netPnl: net.toFixed(),
    netBps,
    modelId: position.modelId,
  });
  const { ownTrades, recentTrades } = draft.state;
  const won = netBps > 0;
  draft.change({
    position: undefined,
    ownTrades: {
      trades: ownTrades.trades + 1,
      wins: ownTrades.wins + (won ? 1 : 0),
      winBpsSum: ownTrades.winBpsSum + (won ? netBps : 0),
      lossBpsSum: ownTrades.lossBpsSum + (won ? 0 : -netBps),
    },
    recentTrades: [...recentTrades, { closedBar, exit, netBps }]
      .filter((trade) => trade.closedBar > closedBar - REMEMBERED_MS)
      .slice(-REMEMBERED_TRADES),
  });
  const leftovers = seen.conditionalOrders
    .map((order) => order.clientId)
    .filter((id) => id === position.stopId || id === position.targetId);
  if (leftovers.length > 0) draft.act({ type: 'cancel', conditionalIds: leftovers, orderIds: [] });
  draft.act({
    type: 'notify',
    level: 'info',
    text: `${draft.symbol} ${position.side} ${position.quantity} closed by ${exit}: net ${net.toFixed(4)} USDT (${netBps.toFixed(1)} bps)`,
  });
}

/** The leg whose real order filled us out; else what we asked for; else the exchange's or somebody else's doing. */
function exitReason(position: OpenPosition, seen: Observation): ClosedTradeBrief['exit'] {
  const endedBy = (id: string): boolean =>
    id !== '' &&
    seen.endedConditionals.some(
      (order) =>
        order.clientId === id && order.actualOrderId !== undefined && order.actualOrderId === position.exitOrderId,
    );
  if (endedBy(position.stopId)) return 'stop';
  if (endedBy(position.targetId)) return 'target';
  return position.exitAsked ?? 'other';
}
