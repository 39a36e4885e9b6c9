import type { Endpoint } from '../http/endpoint.ts';
import { usdt } from '../protocol/account.ts';

const WEEK_MS = 7 * 86_400_000;
const HISTORY_MS = 90 * 86_400_000;

/** Every change of the wallet; 7 days back unless a start is given, three months at most. */
export const income: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/fapi/v1/income',
    security: 'signed',
    weight: 30,
    handle: (params, { exchange }) => {
      const symbol = params.text('symbol');
      if (symbol !== undefined) exchange.market(symbol);
      const type = params.text('incomeType');
      const limit = params.limit(100, 1000);
      const page = Math.max(1, params.integer('page') ?? 1);
      const startTime = params.integer('startTime');
      const endTime = params.integer('endTime') ?? Infinity;
      const now = exchange.now();
      const from = Math.max(startTime ?? now - WEEK_MS, now - HISTORY_MS);
      const rows = exchange.account
        .ledger()
        .filter((entry) => symbol === undefined || entry.symbol === symbol)
        .filter((entry) => type === undefined || entry.type === type)
        .filter((entry) => entry.time >= from && entry.time <= endTime);
      const chosen =
        startTime === undefined && page === 1 ? rows.slice(-limit) : rows.slice((page - 1) * limit, page * limit);
      return chosen.map((entry) => ({
        symbol: entry.symbol,
        incomeType: entry.type,
        income: usdt(entry.amount),
        asset: 'USDT',
        time: entry.time,
        info: entry.info,
        tranId: entry.tranId,
        tradeId: entry.tradeId,
      }));
    },
  },
];
