import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { money } from '../../core/money/decimal.ts';
import { createSimulatedMinuteMarket } from '../../apps/paper-exchange/market/simulated.ts';
import type { Snapshot } from '../../apps/paper-exchange/state/entries.ts';
import { PaperSession } from '../paper-exchange/paper-session.ts';
import type { Json } from '../paper-exchange/paper-session.ts';
import { CliRun } from './cli-run.ts';

const MINUTE = 60_000;
const SEED = 1;

for (const [speed, minutes] of [
  ['max', 40],
  ['60', 6],
] as const) {
  describe(`--minutes ${minutes} at --speed ${speed}, twice on one data folder`, function () {
    this.timeout(240_000);
    let run: CliRun;
    const summaries: { bars: number; from: number; to: number }[] = [];

    before(async () => {
      run = await CliRun.inNewFolder();
      const trading = ['--model', 'forced:BUY', '--rules', 'seed', '--seed', String(SEED)];
      for (let start = 0; start < 2; start += 1) {
        run.output.length = 0;
        await run.start(['--speed', speed, '--minutes', String(minutes), ...trading]);
        assert.equal(await run.end(), 0, run.output.join('\n'));
        summaries.push(run.summary() as unknown as (typeof summaries)[number]);
      }
    });
    after(async () => {
      await run?.remove();
    });

    it('decides that many minutes each time, the second going on with the next', async () => {
      const bars = (await run.table('decisions')).map(({ bar }) => bar);
      const first = bars[0] ?? 0;
      assert.deepEqual(
        bars,
        Array.from({ length: 2 * minutes }, (_, index) => first + index * MINUTE),
      );
      const spans = summaries.map(({ bars: count, from, to }) => [count, from, to]);
      assert.deepEqual(spans, [
        [minutes, first, first + (minutes - 1) * MINUTE],
        [minutes, first + minutes * MINUTE, first + (2 * minutes - 1) * MINUTE],
      ]);
    });

    it('leaves the market at the end of the last one', async () => {
      const file = path.join(run.directory, 'exchange', 'snapshot.json');
      const { at } = JSON.parse(readFileSync(file, 'utf8')) as Snapshot;
      assert.deepEqual(at, { minute: (summaries[1]?.to ?? 0) + MINUTE, point: -1 });
    });

    it('records all that the account did, and nothing else', async () => {
      const exchange = await PaperSession.start([createSimulatedMinuteMarket({ seed: SEED })], {
        dataDir: path.join(run.directory, 'exchange'),
        seed: SEED,
      });
      try {
        const fills = await exchange.ask<Json[]>('GET', '/fapi/v1/userTrades', { symbol: 'BTCUSDT', fromId: 1 });
        const recorded = (await run.table('fills')).map(({ tradeId }) => tradeId);
        assert.ok(recorded.length > 0, 'nothing was traded');
        assert.deepEqual(
          fills.map(({ id }) => id),
          recorded,
        );
        const { totalWalletBalance } = await exchange.ask<Json>('GET', '/fapi/v3/account');
        const wallet = (await run.table('equity')).at(-1)?.wallet ?? 'none';
        assert.ok(money(wallet).eq(money(String(totalWalletBalance))), `${wallet}, not ${String(totalWalletBalance)}`);
      } finally {
        await exchange.stop(true);
      }
    });
  });
}
