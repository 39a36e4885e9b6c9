import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { money } from '../../core/money/decimal.ts';
import { parseClientOrderId } from '../../core/trading/client-order-id.ts';
import { CliRun } from './cli-run.ts';
import { startStandIn } from './exchange-stand-in.ts';
import type { ExchangeStandIn } from './exchange-stand-in.ts';

describe('npm start -- --market binance, with a paper exchange standing in for Binance', function () {
  this.timeout(240_000);
  let binance: ExchangeStandIn;
  let run: CliRun;

  async function trade(model: string, minutes: number): Promise<void> {
    const config = path.join(run.directory, 'minutehand.json');
    await writeFile(config, JSON.stringify({ market: 'binance', endpoints: { marketData: binance.endpoints } }));
    const args = ['--config', config, '--model', model, '--rules', 'seed', '--minutes', String(minutes)];
    await run.start(args);
    assert.equal(await run.end(), 0, run.output.join('\n'));
  }

  before(async () => {
    binance = await startStandIn();
    run = await CliRun.inNewFolder();
    await trade('forced:BUY', 3);
  });
  after(async () => {
    await run?.remove();
    await binance?.stop();
  });

  it("decides on Binance's minutes, none left out", async () => {
    const decisions = await run.table('decisions');
    assert.ok(decisions.length >= 3, `${decisions.length} decisions`);
    decisions.forEach(({ bar, close }, index) => {
      assert.equal(bar, decisions[0]!.bar + index * 60_000);
      assert.equal(close, binance.market.bar(bar)?.close);
    });
  });

  it('enters on paper with a stop and a target, and sends Binance nothing', async () => {
    const orders = await run.table('orders');
    const entry = orders.find((order) => order.purpose === 'entry' && order.status === 'FILLED');
    assert.ok(entry, 'it never entered');
    const bar = parseClientOrderId(entry.clientId)?.openTime;
    const legs = orders.filter(
      (order) => parseClientOrderId(order.clientId)?.openTime === bar && order.status === 'NEW',
    );
    assert.deepEqual(
      legs.map((order) => order.purpose),
      ['stop', 'target'],
    );
    assert.deepEqual(binance.counts(), { orders: 0, fills: 0 });
  });

  it('goes on at the next start with the same account and workflow, each minute decided once', async () => {
    const before = (await run.table('decisions')).length;
    await trade('forced:HOLD', 1);
    const decisions = await run.table('decisions');
    assert.ok(decisions.length > before);
    assert.equal(new Set(decisions.map(({ workflowId }) => workflowId)).size, 1);
    decisions.slice(1).forEach(({ bar }, index) => assert.ok(bar > decisions[index]!.bar, `${bar} is decided twice`));
    const fills = await run.table('fills');
    const booked = fills.reduce((sum, fill) => sum.plus(fill.realizedPnl).minus(fill.commission), money('10000'));
    assert.equal((await run.table('equity')).at(-1)?.wallet, booked.toFixed(8));
  });
});
