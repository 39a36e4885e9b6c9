import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readFundingFile } from '../../../adapters/kline-files/read-funding.ts';
import { readKlineFiles } from '../../../adapters/kline-files/read-klines.ts';
import type { KlineHistory } from '../../../adapters/kline-files/read-klines.ts';
import { DATA } from './sample-klines.ts';
import { lacking } from '../../house/toolchain.ts';

const symbol = 'BTCUSDT';

describe('reading recorded market data', () => {
  before(function () {
    if (!existsSync(DATA)) lacking(this, `there is no recorded data at ${DATA}`);
  });

  describe('18 months of the perpetual', () => {
    let history: KlineHistory;
    before(async () => {
      history = await readKlineFiles({ path: path.join(DATA, 'klines_usdm_1m'), symbol });
    });

    it('has all 786,240 minutes', () => {
      assert.equal(history.table.length, 786_240);
      assert.deepEqual(history.gaps, []);
      assert.equal(history.table.openTimeAt(0), Date.UTC(2022, 0, 1));
    });

    it('keeps the 29 minutes without trades of 2022-05-01 22:26 and the 35 of 2022-05-28 16:40', () => {
      for (const [from, minutes] of [
        [Date.UTC(2022, 4, 1, 22, 26), 29],
        [Date.UTC(2022, 4, 28, 16, 40), 35],
      ] as const) {
        const run = history.table.range(from - 60_000, from + (minutes + 1) * 60_000);
        assert.equal(run.length, minutes + 2);
        run.forEach((bar, i) =>
          assert.equal(bar.volume === 0, i > 0 && i <= minutes, new Date(bar.openTime).toISOString()),
        );
      }
    });

    it('sees the tick of 0.01 at first, of 0.10 at last, and old prices that outlived the change', () => {
      const at = (year: number, month: number): number => history.table.firstAtOrAfter(Date.UTC(year, month));
      assert.equal(history.table.priceDecimals(0, at(2022, 1)), 2);
      assert.equal(history.table.priceDecimals(at(2022, 4), at(2022, 5)), 2);
      assert.equal(history.table.priceDecimals(at(2022, 5), history.table.length), 1);
    });
  });

  it('reads spot months', async () => {
    const file = path.join(DATA, 'klines_spot_1m', 'BTCUSDT-1m-2024-02.csv.gz');
    const { table, gaps } = await readKlineFiles({ path: file, symbol });
    assert.equal(table.length, 29 * 1440);
    assert.deepEqual(gaps, []);
  });

  it('reads the settlements since 2019', async () => {
    const funding = await readFundingFile(path.join(DATA, 'funding', 'BTCUSDT_funding_8h.csv'), symbol);
    assert.equal(funding.length, 6399);
    assert.deepEqual(funding[0], { fundingTime: 1_568_102_400_000, rate: '0.0001' });
    assert.ok(funding.some((one) => one.rate.startsWith('-')));
  });
});
