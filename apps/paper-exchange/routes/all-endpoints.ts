import type { Endpoint } from '../http/endpoint.ts';
import { accountSettings } from './account-settings.ts';
import { account } from './account.ts';
import { algoOrders } from './algo-orders.ts';
import { batchOrders } from './batch-orders.ts';
import { funding } from './funding.ts';
import { income } from './income.ts';
import { klines } from './klines.ts';
import { listenKey } from './listen-key.ts';
import { orderBook } from './order-book.ts';
import { orderHistory } from './order-history.ts';
import { orders } from './orders.ts';
import { paperControl } from './paper-control.ts';
import { serverInfo } from './server-info.ts';
import { tickers } from './tickers.ts';
import { trades } from './trades.ts';

/** Every REST endpoint of the paper exchange. */
export const ALL_ENDPOINTS: readonly Endpoint[] = [
  ...serverInfo,
  ...klines,
  ...trades,
  ...orderBook,
  ...tickers,
  ...funding,
  ...accountSettings,
  ...account,
  ...orders,
  ...batchOrders,
  ...algoOrders,
  ...orderHistory,
  ...income,
  ...listenKey,
  ...paperControl,
];
