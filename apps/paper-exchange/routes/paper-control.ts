import { missingParameter } from '../http/api-error.ts';
import type { Endpoint } from '../http/endpoint.ts';

/** What Binance doesn't have: the state of the paper market, and the strategy's word in lock step, and where it is to stand still. */
export const paperControl: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/paper/v1/status',
    security: 'none',
    weight: 0,
    handle: (_params, { exchange, speed }) => {
      const { identity, driver, account } = exchange;
      const sum = (count: (symbol: string) => number): number =>
        exchange.symbols.reduce((total, symbol) => total + count(symbol), 0);
      return {
        market: identity.kind,
        symbol: exchange.symbols[0],
        symbols: exchange.symbols,
        kind: speed === 'max' ? 'lockstep' : speed === 1 ? 'realtime' : 'scaled',
        speed,
        marketTime: exchange.now(),
        lastClosedBar: driver.lastClosedBar,
        awaiting: driver.awaiting,
        finished: driver.finished,
        held: driver.held,
        historyFrom: identity.historyFrom,
        startsAt: identity.startsAt,
        ...(identity.seed === null ? {} : { seed: identity.seed }),
        orders: sum((symbol) => account.orders(symbol).length),
        conditionalOrders: sum((symbol) => account.conditionals(symbol).length),
        fills: sum((symbol) => account.fills(symbol).length),
      };
    },
  },
  {
    method: 'POST',
    path: '/paper/v1/finish-minute',
    security: 'none',
    weight: 0,
    handle: (params, { exchange }) => {
      const { symbol } = exchange.market(params.requiredText('symbol'));
      const openTime = params.integer('openTime');
      if (openTime === undefined) throw missingParameter('openTime');
      exchange.driver.finishMinute(symbol, openTime);
      return { awaiting: exchange.driver.awaiting, finished: exchange.driver.finished };
    },
  },
  {
    method: 'POST',
    path: '/paper/v1/hold',
    security: 'none',
    weight: 0,
    handle: (params, { exchange }) => {
      const openTime = params.integer('openTime');
      if (openTime === undefined) throw missingParameter('openTime');
      exchange.driver.holdAfter(openTime);
      return { held: exchange.driver.held, lastClosedBar: exchange.driver.lastClosedBar };
    },
  },
];
