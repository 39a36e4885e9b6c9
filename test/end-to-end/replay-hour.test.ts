import assert from 'node:assert/strict';
import path from 'node:path';
import { verifyAudit } from '../../adapters/audit/verify.ts';
import { money } from '../../core/money/decimal.ts';
import { parseClientOrderId } from '../../core/trading/client-order-id.ts';
import { CliRun, recordedKlines } from './cli-run.ts';

const HOUR = 60;

describe('an hour of recorded minutes in lock step, through the real server', function () {
  this.timeout(240_000);
  let run: CliRun;

  before(async function () {
    const data = recordedKlines(this);
    run = await CliRun.inNewFolder();
    // The hour of the 5.4 % minute of 2022-09-21 (18:00): entries, stops and targets in plenty.
    await run.start([
      ...['--market', 'replay', '--data', data, '--from', '2022-09-21T17:30:00Z', '--to', '2022-09-22'],
      ...['--speed', 'max', '--model', 'forced:BUY', '--rules', 'seed', '--minutes', String(HOUR)],
    ]);
    assert.equal(await run.end(), 0, run.output.join('\n'));
  });
  after(async () => {
    await run?.remove();
  });

  it('decides every minute that was asked for once, from the first of --from, none missing and none more', async () => {
    const bars = (await run.table('decisions')).map((decision) => decision.bar);
    const first = Date.UTC(2022, 8, 21, 17, 30);
    assert.deepEqual(
      bars,
      Array.from({ length: HOUR }, (_, index) => first + index * 60_000),
    );
  });

  it('trades, and protects every entry with a stop and a target of the same bar', async () => {
    const orders = await run.table('orders');
    const filled = orders.filter((order) => order.purpose === 'entry' && order.status === 'FILLED');
    assert.ok(filled.length > 0, 'it never entered');
    for (const entry of filled) {
      const bar = parseClientOrderId(entry.clientId)?.openTime;
      const legs = orders
        .filter((order) => parseClientOrderId(order.clientId)?.openTime === bar && order.status === 'NEW')
        .map((order) => order.purpose);
      assert.deepEqual(legs, ['stop', 'target'], entry.clientId);
    }
    assert.ok((await run.table('trades')).length > 0, 'no round trip was concluded');
  });

  it('books every fill once, and the wallet is their sum', async () => {
    const fills = await run.table('fills');
    assert.equal(new Set(fills.map((fill) => fill.tradeId)).size, fills.length);
    const trades = await run.table('trades');
    const funding = trades.reduce((sum, trade) => sum.plus(trade.funding), money('0'));
    const expected = fills
      .reduce((sum, fill) => sum.plus(fill.realizedPnl).minus(fill.commission), money('10000'))
      .plus(funding);
    const wallet = (await run.table('equity')).at(-1)?.wallet ?? 'none';
    assert.ok(expected.eq(money(wallet)), `${wallet} is not ${expected.toFixed(8)}`);
  });

  it('leaves an audit whose chain holds', async () => {
    const verdict = await verifyAudit(path.join(run.directory, 'audit'));
    assert.equal(verdict.ok, true, JSON.stringify(verdict));
  });

  it('a second start goes on with the same account, position and workflow', async function () {
    const before = await run.table('decisions');
    const data = recordedKlines(this);
    await run.start([
      ...['--market', 'replay', '--data', data, '--from', '2022-09-21T17:30:00Z', '--to', '2022-09-22'],
      ...['--speed', 'max', '--model', 'forced:HOLD', '--rules', 'seed', '--minutes', '10'],
    ]);
    assert.equal(await run.end(), 0, run.output.join('\n'));
    const after = await run.table('decisions');
    assert.equal(after[before.length]?.bar, before.at(-1)!.bar + 60_000, 'the next minute, none twice, none left out');
    assert.equal(after.length, before.length + 10);
    assert.equal(after[0]?.workflowId, after.at(-1)?.workflowId);
  });
});
