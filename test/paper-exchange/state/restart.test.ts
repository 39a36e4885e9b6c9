import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Money, money } from '../../../core/money/decimal.ts';
import { PaperSession } from '../paper-session.ts';
import type { Json } from '../paper-session.ts';
import { HISTORY_FROM, MINUTE, risingCandles, tableMarket } from '../table-market.ts';
import type { Candle } from '../table-market.ts';

const ORDER = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.010' };
const ZIGZAG: Candle[] = Array.from({ length: 40 }, (_, index) => {
  const open = 60_000 + (index % 2) * 100;
  const close = 60_000 + ((index + 1) % 2) * 100;
  return [open, 60_250, 59_750, close] as const;
});

/** What an account is, for comparison. */
async function books(session: PaperSession): Promise<Json> {
  const symbol = { symbol: 'BTCUSDT' };
  return {
    orders: await session.ask('GET', '/fapi/v1/allOrders', symbol),
    algoOrders: await session.ask('GET', '/fapi/v1/allAlgoOrders', symbol),
    trades: await session.ask('GET', '/fapi/v1/userTrades', symbol),
    income: await session.ask('GET', '/fapi/v1/income', { limit: 1000 }),
    account: await session.ask('GET', '/fapi/v3/account'),
    risk: await session.ask('GET', '/fapi/v2/positionRisk'),
  };
}

describe('a restart', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'paper-restart-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const funding = [{ fundingTime: HISTORY_FROM + 35 * MINUTE, rate: '0.0001', markPrice: '60010' }];
  const market = (): ReturnType<typeof tableMarket> => tableMarket(ZIGZAG, { funding });

  async function trade(session: PaperSession): Promise<void> {
    await session.ask('POST', '/fapi/v1/leverage', { symbol: 'BTCUSDT', leverage: 5 });
    for (let minute = 0; minute < 12; minute += 1) {
      const side = minute % 3 === 2 ? 'SELL' : 'BUY';
      await session.ask('POST', '/fapi/v1/order', { ...ORDER, side, newClientOrderId: `market-${minute}` });
      const limit = { ...ORDER, type: 'LIMIT', timeInForce: 'GTC', price: '59800.0' };
      if (minute % 4 === 0) await session.ask('POST', '/fapi/v1/order', limit);
      if (minute === 5) {
        const stop = { symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_MARKET', triggerPrice: '59760.0' };
        await session.ask('POST', '/fapi/v1/algoOrder', { ...stop, algoType: 'CONDITIONAL', closePosition: 'true' });
      }
      await session.finishMinute();
    }
  }

  it('after a stop goes on with the same account at the same market time', async () => {
    const first = await PaperSession.start([market()], { dataDir: directory });
    await trade(first);
    const before: Json = { ...(await books(first)), time: (await first.status())['marketTime'] };
    await first.stop(true);
    const second = await PaperSession.start([market()], { dataDir: directory });
    const after: Json = { ...(await books(second)), time: (await second.status())['marketTime'] };
    await second.stop(true);
    assert.deepEqual(after, before);
  });

  it('from the journal alone gives the same account as the one that was lost', async () => {
    const first = await PaperSession.start([market()], { dataDir: directory });
    const copy = `${directory}-killed`;
    try {
      await trade(first);
      const before: Json = { ...(await books(first)), time: (await first.status())['marketTime'] };
      // what a killed process leaves: the files as they are, without a last word
      cpSync(directory, copy, { recursive: true });
      rmSync(join(copy, 'server.lock'));
      const second = await PaperSession.start([market()], { dataDir: copy });
      const after: Json = { ...(await books(second)), time: (await second.status())['marketTime'] };
      const income = after['income'] as Json[];
      const sum = income.reduce((total, row) => total.plus(money(String(row['income']))), new Money(0));
      await second.stop(true);
      assert.deepEqual(after, before);
      assert.equal(sum.toFixed(8), (after['account'] as Json)['totalWalletBalance']);
      assert.ok(income.some((row) => row['incomeType'] === 'FUNDING_FEE'));
    } finally {
      await first.stop(true);
      rmSync(copy, { recursive: true, force: true });
    }
  });

  it('may go on at another pace, and with other fees from then on', async () => {
    const running = tableMarket(ZIGZAG);
    const first = await PaperSession.start([running], { dataDir: directory, speed: 600 });
    await first.ask('POST', '/fapi/v1/order', { ...ORDER, newClientOrderId: 'before' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const copy = `${directory}-killed`;
    try {
      const before = await books(first);
      const time = Number((await first.status())['marketTime']);
      cpSync(directory, copy, { recursive: true });
      rmSync(join(copy, 'server.lock'));
      const free = { ...running, spec: { ...running.spec, takerFee: '0' } };
      const second = await PaperSession.start([free], { dataDir: copy });
      const after = await books(second);
      assert.deepEqual(after['trades'], before['trades']);
      assert.deepEqual(after['income'], before['income']);
      const resumed = Number((await second.status())['marketTime']);
      assert.ok(resumed <= time && time - resumed < 11 * MINUTE, `${time - resumed} ms were lost`);
      await second.ask('POST', '/fapi/v1/order', ORDER);
      await second.finishMinute();
      const trades = await second.ask<Json[]>('GET', '/fapi/v1/userTrades', { symbol: 'BTCUSDT' });
      assert.equal(trades.at(-1)?.['commission'], '0.00000000');
      await second.stop(true);
    } finally {
      await first.stop(true);
      rmSync(copy, { recursive: true, force: true });
    }
  });

  it('keeps the listen key', async () => {
    const first = await PaperSession.start([market()], { dataDir: directory });
    const key = await first.listenKey();
    await first.stop(true);
    const second = await PaperSession.start([market()], { dataDir: directory });
    assert.equal(await second.listenKey(), key);
    await second.stop(true);
  });

  it('on another market, or beside a running server, is refused with a sentence', async () => {
    const first = await PaperSession.start([market()], { dataDir: directory });
    await assert.rejects(PaperSession.start([market()], { dataDir: directory }), /in use by another paper exchange/);
    await first.stop(true);
    const longer = tableMarket(risingCandles(3), { history: 60 });
    await assert.rejects(PaperSession.start([longer], { dataDir: directory }), /another market: its startsAt/);
    const again = await PaperSession.start([market()], { dataDir: directory });
    await again.stop(true);
  });
});
