import assert from 'node:assert/strict';
import path from 'node:path';
import { findFundingFile } from '../../../adapters/kline-files/kline-file-names.ts';
import { readFundingFile } from '../../../adapters/kline-files/read-funding.ts';
import type { RecordedFunding } from '../../../adapters/kline-files/read-funding.ts';
import { folder } from './sample-klines.ts';

async function read(text: string): Promise<RecordedFunding[]> {
  const made = folder({ 'funding.csv': text });
  try {
    return await readFundingFile(path.join(made.path, 'funding.csv'), 'BTCUSDT');
  } finally {
    made.remove();
  }
}

describe('reading funding files', () => {
  it('reads settlements named as in the REST API, of its symbol only', async () => {
    const text =
      'symbol,fundingTime,fundingRate,source\nBTCUSDT,1640995200007,0.00010000,x\nETHUSDT,1640995200007,9,x\n' +
      'BTCUSDT,1641024000000,-0.00002153,x\n';
    assert.deepEqual(await read(text), [
      { fundingTime: 1_640_995_200_007, rate: '0.0001' },
      { fundingTime: 1_641_024_000_000, rate: '-0.00002153' },
    ]);
  });

  it('reads settlements named as in Binance Vision, with an exponent', async () => {
    const text = 'calc_time,funding_interval_hours,last_funding_rate\n1640995200000,8,1.5e-05\n';
    assert.deepEqual(await read(text), [{ fundingTime: 1_640_995_200_000, rate: '0.000015' }]);
  });

  it('refuses other headers, times, rates, an order that runs back, and a file without the symbol', async () => {
    const header = 'symbol,fundingTime,fundingRate\n';
    await assert.rejects(
      read('a,b\n'),
      /funding\.csv, line 1: the header is "a,b"; it should have the columns symbol,/,
    );
    await assert.rejects(read(header + 'BTCUSDT,16409,0.1\n'), /line 2: the time "16409" is not epoch milliseconds/);
    await assert.rejects(read(header + 'BTCUSDT,1640995200000,nan\n'), /line 2: the rate "nan" is not a number/);
    await assert.rejects(read(header + 'BTCUSDT,1640995200000\n'), /line 2: the rate "" is not a number/);
    const twice = 'BTCUSDT,1640995200000,0.0001\n'.repeat(2);
    await assert.rejects(read(header + twice), /line 3: settlement 1640995200000 doesn't come after 1640995200000/);
    await assert.rejects(read(header + 'ETHUSDT,1640995200000,0.0001\n'), /it has no funding settlement of BTCUSDT/);
    await assert.rejects(
      readFundingFile('/nowhere/f.csv', 'BTCUSDT'),
      /^MarketFileError: \/nowhere\/f\.csv: there is no such/,
    );
  });

  it('is found beside the klines, in their directory or beside their file', async () => {
    const made = folder({ 'BTCUSDT-1m-2022-01.csv': '', 'BTCUSDT_funding_8h.csv': '' });
    const expected = path.join(made.path, 'BTCUSDT_funding_8h.csv');
    assert.equal(await findFundingFile(made.path), expected);
    assert.equal(await findFundingFile(path.join(made.path, 'BTCUSDT-1m-2022-01.csv')), expected);
    made.remove();
    const without = folder({ 'BTCUSDT-1m-2022-01.csv': '' });
    assert.equal(await findFundingFile(without.path), undefined);
    without.remove();
  });
});
