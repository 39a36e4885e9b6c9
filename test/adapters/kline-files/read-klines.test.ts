import assert from 'node:assert/strict';
import { truncateSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readKlineFiles } from '../../../adapters/kline-files/read-klines.ts';
import type { KlineHistory } from '../../../adapters/kline-files/read-klines.ts';
import { KlineTable } from '../../../adapters/kline-files/kline-table.ts';
import { MarketFileError } from '../../../adapters/kline-files/market-file-error.ts';
import { FIRST, folder, row, rows } from './sample-klines.ts';

const HEADER =
  'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n';

const minuteOf = (time: number): number => (time - FIRST) / 60_000;

async function read(files: Record<string, string>, range: { from?: number; to?: number } = {}): Promise<KlineHistory> {
  const made = folder(files);
  try {
    return await readKlineFiles({ path: made.path, symbol: 'BTCUSDT', ...range });
  } finally {
    made.remove();
  }
}

/** The error of reading one file of this text, without the folder's name. */
async function refusal(files: Record<string, string>): Promise<string> {
  const made = folder(files);
  try {
    await readKlineFiles({ path: made.path, symbol: 'BTCUSDT' });
  } catch (error) {
    assert.ok(error instanceof MarketFileError, String(error));
    return error.message.replaceAll(made.path + path.sep, '').replaceAll(made.path, 'FOLDER');
  } finally {
    made.remove();
  }
  return assert.fail('it was accepted');
}

describe('reading kline files', () => {
  it('reads the 12 columns of Binance Vision', async () => {
    const { table } = await read({ 'a.csv': row(0) });
    assert.deepEqual(table.at(0), {
      openTime: FIRST,
      open: 100.5,
      high: 102,
      low: 99.5,
      close: 101,
      volume: 7.125,
      quoteVolume: 715,
      trades: 42,
      takerBuyVolume: 3.5,
      takerBuyQuoteVolume: 351,
    });
  });

  it('reads with a header, a byte-order mark, Windows line ends and blank lines at the end, plain or compressed', async () => {
    const text = '\ufeff' + HEADER.replace('\n', '\r\n') + rows(0, 3).replaceAll('\n', '\r\n') + '\r\n\r\n';
    assert.equal((await read({ 'a.csv': text })).table.length, 3);
    assert.equal((await read({ 'a.csv.gz': text })).table.length, 3);
  });

  it('reads microseconds, as spot files have from 2025', async () => {
    const text = [0, 1]
      .map((i) => FIRST + i * 60_000)
      .map((open) => row(0, { 0: `${open}000`, 6: `${open + 59_999}999` }) + '\n')
      .join('');
    const { table } = await read({ 'a.csv': text });
    assert.deepEqual([table.openTimeAt(0), table.openTimeAt(1)], [FIRST, FIRST + 60_000]);
  });

  it('puts files in the order of their minutes, whatever their names', async () => {
    const history = await read({ 'a.csv': rows(4, 6), 'b.csv.gz': rows(0, 2), 'c.csv': rows(2, 4) });
    assert.deepEqual(
      history.table.range(0, Infinity).map((bar) => minuteOf(bar.openTime)),
      [0, 1, 2, 3, 4, 5],
    );
    assert.deepEqual(
      history.files.map((file) => path.basename(file)),
      ['b.csv.gz', 'c.csv', 'a.csv'],
    );
    assert.deepEqual(history.gaps, []);
  });

  it('reports missing minutes within and between files, and invents none', async () => {
    const { table, gaps } = await read({ 'a.csv': rows(0, 2) + rows(3, 5), 'b.csv': rows(10, 12) });
    assert.deepEqual(
      gaps.map((gap) => [minuteOf(gap.from), minuteOf(gap.to)]),
      [
        [2, 3],
        [5, 10],
      ],
    );
    assert.equal(table.length, 6);
    assert.equal(table.find(FIRST + 2 * 60_000), undefined);
    assert.equal(table.find(FIRST + 3 * 60_000)?.openTime, FIRST + 3 * 60_000);
  });

  it('keeps minutes without trades', async () => {
    const quiet = { 2: '100.5', 3: '100.5', 4: '100.5', 5: '0', 7: '0', 8: '0', 9: '0', 10: '0' };
    const { table, gaps } = await read({ 'a.csv': `${row(0)}\n${row(1, quiet)}\n${row(2)}\n` });
    assert.equal(table.at(1).volume, 0);
    assert.deepEqual(gaps, []);
  });

  it('keeps only [from, to), and does not open files that by their names lie outside', async () => {
    const files = {
      'BTCUSDT-1m-2021-12.csv': 'not a kline\n',
      'BTCUSDT-1m-2022-01-01.csv': rows(0, 10),
      'BTCUSDT-1m-2022-01-02.csv': 'not a kline\n',
    };
    const { table } = await read(files, { from: FIRST + 3 * 60_000, to: FIRST + 7 * 60_000 });
    assert.deepEqual([table.length, minuteOf(table.openTimeAt(0)), minuteOf(table.openTimeAt(3))], [4, 3, 6]);
  });

  it('leaves other symbols, intervals and funding files of a directory alone', async () => {
    const { files } = await read({
      'BTCUSDT-1m-2022-01.csv': rows(0, 2),
      'ETHUSDT-1m-2022-01.csv': rows(0, 2),
      'BTCUSDT-5m-2022-01.csv': 'x',
      'BTCUSDT_funding_8h.csv': 'x',
      'notes.txt': 'x',
    });
    assert.equal(files.length, 1);
  });

  it('grows past its first size and finds every minute', async () => {
    const { table } = await read({ 'a.csv.gz': rows(0, 50_000) });
    assert.equal(table.length, 50_000);
    for (const i of [0, 44_639, 44_640, 49_999]) {
      assert.equal(table.openTimeAt(i), FIRST + i * 60_000);
      assert.equal(table.firstAtOrAfter(FIRST + i * 60_000 - 1), i);
    }
    assert.equal(table.firstAtOrAfter(Infinity), 50_000);
    assert.throws(() => table.at(50_000), /no bar 50000 among 50000/);
  });

  it('can be added to after its room was given back', () => {
    const table = new KlineTable();
    const bar = { open: 1, high: 1, low: 1, close: 1, volume: 0, quoteVolume: 0, trades: 0, takerBuyVolume: 0 };
    const push = (minute: number): void =>
      table.push({ openTime: FIRST + minute * 60_000, ...bar, takerBuyQuoteVolume: 0 });
    table.trim();
    for (let minute = 0; minute < 3; minute++) {
      push(minute);
      table.trim();
    }
    assert.deepEqual([table.length, minuteOf(table.openTimeAt(2))], [3, 2]);
    assert.throws(() => push(2), /doesn't come after the last one/);
  });

  it('knows the decimals of prices', async () => {
    const { table } = await read({ 'a.csv': `${row(0)}\n${row(1, { 3: '99.37' })}\n${row(2)}\n` });
    assert.deepEqual([table.priceDecimals(0, 1), table.priceDecimals(0, 3), table.priceDecimals(2, 3)], [1, 2, 1]);
  });

  describe('refuses, naming file, line and what would be right', () => {
    const second = (changes: Record<number, string>): Record<string, string> => ({
      'a.csv': `${row(0)}\n${row(1, changes)}\n`,
    });
    const cases: [name: string, files: Record<string, string>, message: RegExp][] = [
      ['a missing column', { 'a.csv': `${row(0)}\n1,2,3\n` }, /^a\.csv, line 2: 3 columns; a kline has 12/],
      ['a column too many', { 'a.csv': `${row(0)},9\n` }, /line 1: 13 columns/],
      ['a word', second({ 4: 'abc' }), /^a\.csv, line 2: close "abc" is not a number of 0 or more, such as/],
      ['an empty cell', second({ 5: '' }), /line 2: volume "" is not a number/],
      ['a negative volume', second({ 5: '-1' }), /line 2: volume "-1" is not a number of 0 or more/],
      ['a hexadecimal number', second({ 5: '0x10' }), /line 2: volume "0x10" is not a number/],
      ['an infinite number', second({ 1: '1e999' }), /line 2: open "1e999" is not a number/],
      ['a quoted number', second({ 1: '"100.5"' }), /line 2: open ""100\.5"" is not a number/],
      ['a price of nothing', second({ 3: '0' }), /line 2: the low 0 is not a price/],
      ['a high below the low', second({ 2: '99' }), /line 2: the high 99 is below the low 99\.5/],
      ['an open above the high', second({ 1: '103' }), /line 2: the open 103 is outside low 99\.5 to high 102/],
      ['a close below the low', second({ 4: '99' }), /line 2: the close 99 is outside low 99\.5 to high 102/],
      ['half a trade', second({ 8: '1.5' }), /line 2: the count of trades 1\.5 is not a whole number/],
      [
        'takers that bought more than was traded',
        second({ 9: '8' }),
        /line 2: taker_buy_volume 8 is more than .* 7\.125/,
      ],
      ['takers that paid more than was paid', second({ 10: '716' }), /line 2: taker_buy_quote_volume 716 is more than/],
      ['an open time within a minute', second({ 0: String(FIRST + 60_001) }), /line 2: open_time .* not the beginning/],
      ['another interval', second({ 6: String(FIRST + 359_999) }), /line 2: close_time .* only klines of 1 minute/],
      [
        'seconds',
        { 'a.csv': row(0, { 0: '1640995200' }) },
        /line 1: open_time 1640995200 is neither milliseconds \(13/,
      ],
      [
        'microseconds among milliseconds',
        second({ 0: `${FIRST + 60_000}000` }),
        /line 2: open_time .* is not in milliseconds, as the file's first row is/,
      ],
      [
        'a minute twice',
        { 'a.csv': `${row(0)}\n${row(1)}\n${row(1)}\n` },
        /line 3: 2022-01-01 00:01 UTC is there twice, here and in line 2/,
      ],
      [
        'minutes out of order',
        { 'a.csv': `${row(0)}\n${row(2)}\n${row(1)}\n` },
        /line 3: 2022-01-01 00:01 UTC is out of order after line 2 \(2022-01-01 00:02 UTC\); the next .* 00:03 UTC/,
      ],
      [
        'two files with the same minute',
        { 'a.csv': rows(0, 3), 'b.csv': rows(2, 4) },
        /^b\.csv, line 1: 2022-01-01 00:02 UTC overlaps a\.csv, which reaches to 2022-01-01 00:02 UTC/,
      ],
      [
        'another header',
        { 'a.csv': 'time,open\n' + rows(0, 2) },
        /line 1: the header is "time,open"; it should be "open_time/,
      ],
      ['a header in the middle', { 'a.csv': rows(0, 1) + HEADER }, /line 2: open_time "open_time" is not a number/],
      ['a blank line counted, and not', { 'a.csv': `${row(0)}\n\nx\n` }, /line 3: 1 columns/],
      ['an empty file', { 'a.csv': '' }, /^FOLDER: it has no minute at all/],
      ['an empty file among others', { 'a.csv': '', 'b.csv': rows(0, 2) }, /^a\.csv: it holds no kline/],
      ['a folder without klines', { 'a.txt': '' }, /^FOLDER: the directory has no \.csv or \.csv\.gz file$/],
      ['a folder of zip files', { 'a.zip': '' }, /^FOLDER: the directory has no .* unpack the \.zip files first/],
      ['a folder of another symbol', { 'ETHUSDT-1m-2022-01.csv': '' }, /none of its 1 kline files is of BTCUSDT, 1m/],
    ];
    for (const [name, files, message] of cases) {
      it(name, async () => assert.match(await refusal(files), message));
    }

    it('a file named .gz that is not compressed', async () => {
      const made = folder({});
      const file = path.join(made.path, 'a.csv.gz');
      writeFileSync(file, rows(0, 2));
      await assert.rejects(
        readKlineFiles({ path: file, symbol: 'BTCUSDT' }),
        /a\.csv\.gz, line 1: it can't be unpacked/,
      );
      made.remove();
    });

    it('a compressed file that was cut off', async () => {
      const made = folder({ 'a.csv.gz': rows(0, 2000) });
      const file = path.join(made.path, 'a.csv.gz');
      truncateSync(file, Math.floor(statSync(file).size / 2));
      await assert.rejects(
        readKlineFiles({ path: file, symbol: 'BTCUSDT' }),
        /a\.csv\.gz, line \d+: .* ends too early/,
      );
      made.remove();
    });

    it('a path that leads nowhere, and one file of another symbol or interval', async () => {
      const path = '/nowhere/at-all';
      await assert.rejects(
        readKlineFiles({ path, symbol: 'BTCUSDT' }),
        /nowhere.*: there is no such file or directory/,
      );
      const made = folder({ 'ETHUSDT-1m-2022-01.csv': rows(0, 2) });
      const file = `${made.path}/ETHUSDT-1m-2022-01.csv`;
      await assert.rejects(
        readKlineFiles({ path: file, symbol: 'BTCUSDT' }),
        /1m klines of ETHUSDT; 1m klines of BTCUSDT/,
      );
      made.remove();
    });

    it('a time that the files do not reach', async () => {
      const made = folder({ 'a.csv': rows(0, 2) });
      const options = { path: made.path, symbol: 'BTCUSDT', from: FIRST + 600_000 };
      await assert.rejects(readKlineFiles(options), /it has no minute from 2022-01-01 00:10 UTC/);
      made.remove();
    });
  });
});
