import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PaperSession } from '../paper-session.ts';
import type { Json } from '../paper-session.ts';
import { risingCandles, tableMarket } from '../table-market.ts';

const ORDER = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.010' };

describe('a full disk', () => {
  const { writeSync } = fs;
  let session: PaperSession;
  const reported: unknown[] = [];
  beforeEach(async () => {
    const report = (error: unknown): void => void reported.push(error);
    session = await PaperSession.start([tableMarket(risingCandles(5))], { report });
  });
  afterEach(async () => {
    release();
    await session.stop();
  });

  /** Every write breaks off after ten bytes. */
  function fill(): void {
    fs.writeSync = ((descriptor: number, data: Buffer, offset: number | null) => {
      if ((offset ?? 0) > 0)
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      return writeSync(descriptor, data, 0, 10);
    }) as typeof fs.writeSync;
    syncBuiltinESMExports();
  }
  function release(): void {
    fs.writeSync = writeSync;
    syncBuiltinESMExports();
  }

  it('makes an order’s fate unknown to its client, lets the market go on, and keeps all of it as soon as it can', async () => {
    await session.ask('POST', '/fapi/v1/order', { ...ORDER, newClientOrderId: 'before' });
    fill();
    const { status, body } = await session.signed('POST', '/fapi/v1/order', { ...ORDER, newClientOrderId: 'during' });
    assert.deepEqual(
      [status, (body as Json)['msg']],
      [503, 'Unknown error, please check your request or try again later.'],
    );
    assert.equal(typeof (await session.finishMinute()), 'number', 'the market goes on');
    assert.ok(reported.length >= 2);
    release();
    const after = await session.ask('POST', '/fapi/v1/order', { ...ORDER, newClientOrderId: 'after' });
    assert.equal(after['orderId'], 3);
    await session.ask('POST', '/fapi/v1/order', { ...ORDER, newClientOrderId: 'later' });
    const copy = fs.mkdtempSync(join(tmpdir(), 'paper-full-'));
    fs.cpSync(session.directory, copy, { recursive: true });
    fs.rmSync(join(copy, 'server.lock'));
    const again = await PaperSession.start([tableMarket(risingCandles(5))], { dataDir: copy });
    try {
      const orders = await again.ask<Json[]>('GET', '/fapi/v1/allOrders', { symbol: 'BTCUSDT' });
      assert.deepEqual(
        orders.map(({ orderId, clientOrderId }) => [orderId, clientOrderId]),
        [
          [1, 'before'],
          [2, 'during'],
          [3, 'after'],
          [4, 'later'],
        ],
      );
    } finally {
      await again.stop();
    }
  });
});
