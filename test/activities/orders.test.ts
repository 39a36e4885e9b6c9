import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createOrderActivities } from '../../activities/orders.ts';
import { ExchangeError } from '../../adapters/exchange/port.ts';
import type {
  ConditionalRequest,
  MarketOrderRequest,
  PlacedOrder,
  TradingAccount,
} from '../../adapters/exchange/port.ts';
import { BTCUSDT_SPEC } from '../../core/matching/binance-specs.ts';
import type { ObservedOrder } from '../../core/trading/observation.ts';

const ENTRY = {
  symbol: 'BTCUSDT',
  clientId: 'mh-test-1-e',
  stopId: 'mh-test-1-s',
  entry: {
    side: 'BUY',
    quantity: '0.010',
    referencePrice: '60000',
    stopDistance: '100.05',
    targetDistance: '150',
    leverage: 5,
    margin: '120',
    notional: '600',
  },
} as const;
const BRACKET = {
  symbol: 'BTCUSDT',
  side: 'LONG',
  stop: { clientId: 'mh-test-1-s', triggerPrice: '59899.95' },
  target: { clientId: 'mh-test-1-t', triggerPrice: '60150' },
} as const;

/** An account that fills every market order at 60,000 and keeps what it was sent. */
class ScriptedAccount {
  readonly sent: string[] = [];
  readonly stops: ConditionalRequest[] = [];
  readonly orders = new Map<string, PlacedOrder>();
  readonly conditionals = new Map<string, ObservedOrder>();
  onStop: () => Promise<void> = () => Promise.resolve();

  findOrder = async (_symbol: string, id: string) => this.orders.get(id);
  findConditionalOrder = async (_symbol: string, id: string) => this.conditionals.get(id);

  lastSendBefore = 0;
  placeMarketOrder = async ({ clientId, quantity, sendBefore }: MarketOrderRequest): Promise<PlacedOrder> => {
    this.lastSendBefore = sendBefore ?? 0;
    this.sent.push(clientId);
    const order = {
      clientId,
      orderId: '7',
      status: 'FILLED',
      executedQuantity: quantity,
      averagePrice: '60000',
    } as const;
    this.orders.set(clientId, order);
    return order;
  };
  placeStop = async (request: ConditionalRequest): Promise<ObservedOrder> => {
    await this.onStop();
    this.stops.push(request);
    return this.place(request, 'STOP_MARKET');
  };
  placeTarget = async (request: ConditionalRequest): Promise<ObservedOrder> =>
    this.place(request, 'TAKE_PROFIT_MARKET');

  private place({ clientId, side, triggerPrice }: ConditionalRequest, type: string): ObservedOrder {
    this.sent.push(clientId);
    const rest = { exchangeId: '9', status: 'NEW', quantity: '0', closePosition: true, reduceOnly: true };
    const order = { clientId, side, triggerPrice, type, ...rest };
    this.conditionals.set(clientId, order);
    return order;
  }
}

describe('the order activities', () => {
  let account: ScriptedAccount;
  let activities: ReturnType<typeof createOrderActivities>;

  beforeEach(() => {
    account = new ScriptedAccount();
    activities = createOrderActivities({
      account: account as unknown as TradingAccount,
      terms: { filters: BTCUSDT_SPEC.filters, brackets: [], fees: { taker: '0.0005', maker: '0.0002' } },
      acceptanceMs: 2_000,
    });
  });

  const run = <A, R>(activity: (request: A) => Promise<R>, request: A, attempt = 1): Promise<R> =>
    new MockActivityEnvironment({ attempt, startToCloseTimeoutMs: 3_000 }).run(activity, request);

  it('protect an entry in the same activity, with the stop of the bracket', async () => {
    await run(activities.placeEntry, ENTRY);
    assert.deepEqual(account.sent, ['mh-test-1-e', 'mh-test-1-s']);
    // 60,000 less 100.05, rounded to a tick away from the price.
    assert.deepEqual(account.stops, [
      {
        symbol: 'BTCUSDT',
        side: 'SELL',
        triggerPrice: '59899.9',
        clientId: 'mh-test-1-s',
        workingType: 'CONTRACT_PRICE',
      },
    ]);
    await run(activities.placeBracket, BRACKET);
    assert.deepEqual(account.sent, ['mh-test-1-e', 'mh-test-1-s', 'mh-test-1-t']);
  });

  it('protect an entry whose worker died before its stop, and send neither twice', async () => {
    account.onStop = () => Promise.reject(new ExchangeError('unavailable', 'not now'));
    await run(activities.placeEntry, ENTRY);
    assert.deepEqual(account.sent, ['mh-test-1-e']);
    account.onStop = () => Promise.resolve();
    await run(activities.placeEntry, ENTRY, 2);
    await run(activities.placeEntry, ENTRY, 3);
    assert.deepEqual(account.sent, ['mh-test-1-e', 'mh-test-1-s']);
  });

  it('forbid to send an order so late that the next attempt could ask before it arrives', async () => {
    const started = Date.now();
    await run(activities.placeEntry, ENTRY);
    // 3 s of the attempt less 2 s in which the exchange may still accept it.
    assert.ok(account.lastSendBefore - started <= 1_000, `${account.lastSendBefore - started} ms`);
    assert.ok(account.lastSendBefore > started);
  });

  it('report the fill even when its stop is refused: the bracket decides what follows', async () => {
    account.onStop = () => Promise.reject(new ExchangeError('rejected', 'would trigger immediately', { code: -2021 }));
    const outcome = await run(activities.placeEntry, ENTRY);
    assert.equal(outcome.status, 'filled');
    await assert.rejects(run(activities.placeBracket, BRACKET), /would trigger immediately/);
  });

  it('do not keep the fill waiting for a stop that gets no answer', async () => {
    account.onStop = () => new Promise(() => undefined);
    const started = Date.now();
    const outcome = await run(activities.placeEntry, ENTRY);
    assert.equal(outcome.status, 'filled');
    assert.ok(Date.now() - started < 2_000);
  });
});
