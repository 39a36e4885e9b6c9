import type { MarketData, TradingAccount } from '../adapters/exchange/port.ts';
import { closeTimeOf } from '../core/market/bar.ts';
import type { ObservedOrder } from '../core/trading/observation.ts';
import type { ObservationActivities } from './contract.ts';

export interface ObservationDependencies {
  readonly account: TradingAccount;
  readonly market: MarketData;
}

export function createObservationActivities({ account, market }: ObservationDependencies): ObservationActivities {
  return {
    async observeExchange({ symbol, lastTradeId, trackedIds, fundingSince }) {
      // Fills last: a fill that the position already shows must not be missing from them.
      const [view, openOrders, conditionalOrders] = await Promise.all([
        account.account(symbol),
        account.openOrders(symbol),
        account.openConditionalOrders(symbol),
      ]);
      const open = new Set(conditionalOrders.map((order) => order.clientId));
      const ended = trackedIds.filter((id) => !open.has(id));
      const [fills, endedConditionals, funding] = await Promise.all([
        account.fillsAfter(symbol, lastTradeId),
        Promise.all(ended.map((id) => account.findConditionalOrder(symbol, id))),
        fundingSince === undefined ? undefined : account.fundingSince(symbol, fundingSince),
      ]);
      return {
        time: view.time,
        wallet: view.wallet,
        unrealised: view.unrealised,
        available: view.available,
        position: {
          amount: view.positionAmt,
          entryPrice: view.entryPrice,
          markPrice: view.markPrice,
          liquidationPrice: view.liquidationPrice,
        },
        openOrders,
        conditionalOrders,
        endedConditionals: endedConditionals.filter((order): order is ObservedOrder => order !== undefined),
        fills,
        ...(funding === undefined ? {} : { funding }),
      };
    },

    async fetchBar({ symbol, after }) {
      const [bars, mark] = await Promise.all([market.latestKlines(symbol, 1), market.markPrice(symbol)]);
      const bar = bars.at(-1);
      if (!bar || bar.openTime <= after) return undefined;
      return { bar, ageMs: Math.max(0, mark.time - closeTimeOf(bar.openTime)) };
    },
  };
}
