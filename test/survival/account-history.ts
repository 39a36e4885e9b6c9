import { USDMClient } from 'binance';
import { createSimulatedMinuteMarket } from '../../apps/paper-exchange/market/simulated.ts';
import { startPaperExchange } from '../../apps/paper-exchange/server.ts';
import { DEPOSIT, MARKET_SEED } from './running-system.ts';

const SYMBOL = 'BTCUSDT';
const PAGE = 1000;

/** A row of what the exchange answers: the fields that these tests read. Times are market time, ms. */
export interface PastOrder {
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly status: string;
  readonly side: 'BUY' | 'SELL';
  readonly executedQty: string;
  readonly time: number;
}

export interface PastConditional {
  readonly algoId: number;
  readonly clientAlgoId: string;
  readonly orderType: string;
  readonly algoStatus: string;
  readonly side: 'BUY' | 'SELL';
  readonly closePosition: boolean;
  readonly createTime: number;
  readonly updateTime: number;
  readonly triggerTime: number;
}

export interface PastFill {
  readonly id: number;
  readonly orderId: number;
  readonly side: 'BUY' | 'SELL';
  readonly qty: string;
  readonly realizedPnl: string;
  readonly commission: string;
  readonly time: number;
}

/** The exchange's own account of what happened. */
export interface AccountHistory {
  readonly orders: readonly PastOrder[];
  readonly conditionals: readonly PastConditional[];
  readonly fills: readonly PastFill[];
  /** Every entry of the ledger but the first deposit. */
  readonly income: readonly { readonly incomeType: string; readonly income: string }[];
  readonly wallet: string;
  readonly position: string;
  readonly openConditionals: number;
  readonly openOrders: number;
}

/**
 * Asks the exchange for everything it knows of the account, with a client that is not ours, after the system has
 * stopped: the exchange is opened again on its folder, with a market that stands still.
 */
export async function readAccountHistory(directory: string): Promise<AccountHistory> {
  const running = await startPaperExchange({
    markets: [createSimulatedMinuteMarket({ seed: MARKET_SEED })],
    seed: MARKET_SEED,
    speed: 'max',
    dataDir: directory,
    port: 0,
    deposit: DEPOSIT,
  });
  try {
    const client = new USDMClient({ api_key: 'paper', api_secret: 'paper-secret', baseUrl: running.url });
    const ask = <T>(path: string, parameters: object) => client.getPrivate(path, parameters) as Promise<T>;
    const symbol = { symbol: SYMBOL };
    const [balances, positions, openConditionals, openOrders, income] = await Promise.all([
      ask<{ asset: string; balance: string }[]>('fapi/v3/balance', {}),
      ask<{ positionAmt: string }[]>('fapi/v3/positionRisk', symbol),
      ask<unknown[]>('fapi/v1/openAlgoOrders', symbol),
      ask<unknown[]>('fapi/v1/openOrders', symbol),
      allPages((page) =>
        ask<{ incomeType: string; income: string }[]>('fapi/v1/income', { startTime: 1, page, limit: PAGE }),
      ),
    ]);
    return {
      orders: await fromId(
        (orderId) => ask<PastOrder[]>('fapi/v1/allOrders', { ...symbol, orderId, limit: PAGE }),
        'orderId',
      ),
      conditionals: await fromId(
        (algoId) => ask<PastConditional[]>('fapi/v1/allAlgoOrders', { ...symbol, algoId, limit: PAGE }),
        'algoId',
      ),
      fills: await fromId((fromId) => ask<PastFill[]>('fapi/v1/userTrades', { ...symbol, fromId, limit: PAGE }), 'id'),
      income,
      wallet: balances.find(({ asset }) => asset === 'USDT')?.balance ?? '0',
      position: positions[0]?.positionAmt ?? '0',
      openConditionals: openConditionals.length,
      openOrders: openOrders.length,
    };
  } finally {
    await running.stop();
  }
}

async function fromId<K extends string, T extends Readonly<Record<K, number>>>(
  ask: (first: number) => Promise<T[]>,
  key: K,
): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const page = await ask((all.at(-1)?.[key] ?? 0) + 1);
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

async function allPages<T>(ask: (page: number) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; ; page += 1) {
    const found = await ask(page);
    all.push(...found);
    if (found.length < PAGE) return all;
  }
}
