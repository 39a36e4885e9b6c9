import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FolderArchive } from '../../../adapters/archive/folder-archive.ts';
import { HttpArchive } from '../../../adapters/archive/http-archive.ts';
import type { Archive, ArchiveErrorKind } from '../../../adapters/archive/port.ts';
import { loadArchiveFile, TABLE_OF_KIND } from '../../../adapters/backfill/load-archive-file.ts';
import type { LoadResult } from '../../../adapters/backfill/load-archive-file.ts';
import { parseArchiveFileName } from '../../../core/pipeline/backfill/archive-files.ts';
import { lacking } from '../../house/toolchain.ts';
import { ArchiveServer } from '../archive/archive-server.ts';
import { FUNDING_FOLDER, klineCsv, KLINE_FOLDER, klineRow, MINUTE, recordedMonth } from '../archive/sample-files.ts';
import { tradeCsv, TRADE_HEADER, zipOf } from '../archive/sample-files.ts';
import { LakeFolder } from './lake-folder.ts';

const DAY = Date.UTC(2022, 0, 3);
const NAME = 'BTCUSDT-1m-2022-01-03.zip';
const TRADES = 'BTCUSDT-aggTrades-2022-01-03.zip';
const RECEIVED = Date.UTC(2023, 0, 1);

describe('loading a file of the archive into bronze', () => {
  let server: ArchiveServer;
  let lake: LakeFolder;
  beforeEach(async () => {
    server = await ArchiveServer.start();
    lake = new LakeFolder();
  });
  afterEach(async () => {
    await server.close();
    await lake.close();
  });

  const loadFrom = async (archive: Archive, name: string, since = 0): Promise<LoadResult> => {
    const { kind, symbol, from, to } = parseArchiveFileName(name)!;
    const listed = await archive.list({ kind, symbol, from, to, now: RECEIVED });
    const file = listed.find((one) => one.name === name);
    assert.ok(file, `${name} among ${listed.map((one) => one.name).join(', ')}`);
    return loadArchiveFile(file, { lake: lake.lake, archive, now: () => RECEIVED, since });
  };
  const load = (name: string, since = Infinity): Promise<LoadResult> =>
    loadFrom(new HttpArchive({ baseUrl: server.baseUrl }), name, since);

  /** The CSV is refused with the sentence, and nothing is in bronze. */
  const refuses = async (name: string, csv: string, message: RegExp, kind: ArchiveErrorKind = 'content') => {
    await server.publish(name, csv);
    await assert.rejects(load(name), { name: 'ArchiveError', kind, message });
    const table = TABLE_OF_KIND[parseArchiveFileName(name)!.kind];
    assert.equal(await lake.count(table), 0);
    assert.equal(await lake.count('bronze/archive_files'), 0);
  };

  it('keeps each line as it is, with the time it is about, in one commit', async () => {
    const csv = klineCsv(DAY, 1_440);
    await server.publish(NAME, csv);
    assert.deepEqual({ ...(await load(NAME)), bytes: 0 }, { status: 'loaded', rows: 1_440, bytes: 0 });
    const rows = await lake.query(
      'bronze/kline_1m',
      `SELECT symbol, source, origin, epoch_ms(event_time)::DOUBLE, epoch_ms(receive_time)::DOUBLE, payload, date::VARCHAR, hour
       FROM t ORDER BY event_time LIMIT 2 OFFSET 1438`,
    );
    const row = (minute: number) => {
      const time = DAY + minute * MINUTE;
      return ['BTCUSDT', 'archive', NAME, time, RECEIVED, klineRow(time, 40_000 + minute), '2022-01-03', null];
    };
    assert.deepEqual(rows, [row(1_438), row(1_439)]);
    assert.equal(await lake.version('bronze/kline_1m'), 1);
    const [file] = (await lake.query(
      'bronze/archive_files',
      `SELECT file, kind, epoch_ms("from")::DOUBLE, epoch_ms("to")::DOUBLE, verified, rows::DOUBLE FROM t`,
    ))!;
    assert.deepEqual(file, [NAME, 'klines', DAY, DAY + 1_440 * MINUTE, true, 1_440]);
  });

  it('reads files with a header, with Windows line ends and with blank lines at the end', async () => {
    const header =
      'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore';
    await server.publish(NAME, `${header}\r\n${klineCsv(DAY, 3).replaceAll('\n', '\r\n')}\r\n`);
    assert.equal((await load(NAME)).status, 'loaded');
    const [payload] = (await lake.query('bronze/kline_1m', 'SELECT payload FROM t ORDER BY event_time'))!;
    assert.deepEqual(payload, [klineRow(DAY, 40_000)]);
    assert.equal(await lake.count('bronze/kline_1m'), 3);
  });

  describe('again', () => {
    it('changes nothing and downloads nothing when the checksum is the same', async () => {
      await server.publish(NAME, klineCsv(DAY, 10));
      await load(NAME);
      server.requests.length = 0;
      assert.deepEqual(await load(NAME), { status: 'unchanged' });
      assert.deepEqual(server.asked, [`GET ${NAME}.CHECKSUM`]);
      assert.equal(await lake.version('bronze/kline_1m'), 1);
      assert.equal(await lake.version('bronze/archive_files'), 1);
    });

    it('compares the file itself where there is no CHECKSUM', async () => {
      server.publishWithoutChecksum(NAME, await zipOf('a.csv', klineCsv(DAY, 10)));
      assert.equal((await load(NAME)).status, 'loaded');
      assert.deepEqual(await load(NAME), { status: 'unchanged' });
      assert.equal(await lake.count('bronze/archive_files', 'NOT verified'), 1);
    });

    it('tells what the same back-fill has loaded before it was killed', async () => {
      await server.publish(NAME, klineCsv(DAY, 10));
      const first = await load(NAME);
      assert.deepEqual(await load(NAME, 0), first);
      assert.equal(await lake.count('bronze/kline_1m'), 10);
    });

    it('loads a file that was published anew beside the old rows, and once more when it is changed back', async () => {
      for (const [count, step] of [
        [10, 1],
        [10, 2],
        [10, 1],
      ] as const) {
        await server.publish(NAME, klineCsv(DAY, count, step));
        assert.equal((await load(NAME)).status, 'loaded');
        assert.deepEqual(await load(NAME), { status: 'unchanged' });
      }
      assert.equal(await lake.count('bronze/kline_1m'), 30);
      assert.equal(await lake.count('bronze/archive_files'), 3);
    });

    it('mends a crash between the rows and the row of the file', async () => {
      await server.publish(NAME, klineCsv(DAY, 10));
      const files = await lake.lake.table('bronze/archive_files');
      const failing = new Proxy(lake.lake, {
        get: (target, key) =>
          key === 'table'
            ? async (name: Parameters<typeof target.table>[0]) => {
                if (name === 'bronze/archive_files') throw new Error('killed here');
                return target.table(name);
              }
            : key === 'existing'
              ? target.existing.bind(target)
              : Reflect.get(target, key),
      });
      const archive = new HttpArchive({ baseUrl: server.baseUrl });
      const [file] = await archive.list({ kind: 'klines', symbol: 'BTCUSDT', from: DAY, to: DAY + 1, now: RECEIVED });
      const options = { archive, now: () => RECEIVED, since: Infinity };
      await assert.rejects(loadArchiveFile(file!, { ...options, lake: failing }), /killed here/);
      assert.equal((await files.snapshot()).version, 0);
      assert.equal(await lake.count('bronze/kline_1m'), 10);
      assert.equal((await load(NAME)).status, 'loaded');
      assert.equal(await lake.count('bronze/kline_1m'), 10);
      assert.equal(await lake.count('bronze/archive_files'), 1);
    });
  });

  describe('refuses, naming file and line,', () => {
    const good = klineCsv(DAY, 5);

    it('a line that is not a kline', async () => {
      const bad = good.replace(klineRow(DAY + 2 * MINUTE, 40_002), '1,2,3');
      await refuses(NAME, bad, /^BTCUSDT-1m-2022-01-03\.zip, line 3: 3 columns; a kline has 12/);
      await refuses(NAME, good.replace('40004.00', 'x'), /\.zip, line 3: high "x" is not a number of 0 or more/);
    });

    it('a minute twice or out of order', async () => {
      await refuses(NAME, good + klineRow(DAY + MINUTE, 40_001), /\.zip, line 6: 2022-01-03 00:01 UTC is out of order/);
    });

    it('rows of another day or month', async () => {
      const sentence =
        /\.zip, line 1: the line 1641254400000,.* is not of the time that BTCUSDT-1m-2022-01-03\.zip should hold, 2022-01-03 00:00 UTC to 2022-01-04 00:00 UTC$/;
      await refuses(NAME, klineCsv(DAY + 1_440 * MINUTE, 5), sentence);
      await refuses(NAME, klineCsv(DAY + 1_438 * MINUTE, 3), /\.zip, line 3: the line/);
      await refuses('BTCUSDT-1m-2022-02.zip', good, /should hold, 2022-02-01 00:00 UTC to 2022-03-01 00:00 UTC/);
    });

    it('microseconds, as files of the spot market have', async () => {
      const micro = good.replaceAll(/^(\d{13}),|,(\d{13}),/gm, (_, open?: string, close?: string) =>
        open ? `${open}000,` : `,${close}999,`,
      );
      await refuses(NAME, micro, /line 1: open_time "1641168000000000" is not epoch milliseconds.*spot market/);
    });

    it('nothing at all, and a web page', async () => {
      await refuses(NAME, '', /^BTCUSDT-1m-2022-01-03\.zip: it has no minute at all/);
      await refuses(NAME, '<html>\n', /line 1: open_time "<html>" is not a number/);
    });

    it('another header', async () => {
      await refuses(NAME, `time,price\n${good}`, /line 1: the header is "time,price"; it should be/);
      const wrong = TRADE_HEADER.replace('price,quantity', 'quantity,price');
      await refuses(
        TRADES,
        tradeCsv(DAY, 3).replace(TRADE_HEADER, wrong),
        /line 1: the header is "agg_trade_id,quantity/,
      );
    });

    it('an aggregate trade that is none', async () => {
      const csv = tradeCsv(DAY, 3);
      const broken: readonly (readonly [string, string, RegExp])[] = [
        [',true', '', /line 2: 6 columns; an aggregate trade has 7: agg_trade_id,price/],
        ['40000.10', '-1', /line 3: price "-1" is not a number above 0/],
        ['0.010', 'nan', /line 2: quantity "nan" is not a number above 0/],
        ['5001,5001', '5001,5000', /line 3: the trade ids "1001", "5001" to "5000" are not whole numbers/],
        ['false', 'maybe', /line 3: is_buyer_maker "maybe" is neither true nor false/],
        [String(DAY + 100), 'soon', /line 3: transact_time "soon" is not epoch milliseconds/],
        [
          String(DAY + 100),
          String(DAY - 1),
          /line 3: the line .* is not of the time that BTCUSDT-aggTrades-2022-01-03/,
        ],
      ];
      for (const [from, to, sentence] of broken) await refuses(TRADES, csv.replace(from, to), sentence);
    });
  });

  it('reads aggregate trades, depths and funding rates in the archive’s columns', async () => {
    await server.publish(TRADES, tradeCsv(DAY, 1_000));
    assert.equal((await load(TRADES)).status, 'loaded');
    await server.publish(
      'BTCUSDT-bookDepth-2022-01-03.zip',
      'timestamp,percentage,depth,notional\n2022-01-03 00:00:08,-5,4911.265,198338483.1\n2022-01-03 00:00:08,1,99.1,4000.5\n',
    );
    assert.equal((await load('BTCUSDT-bookDepth-2022-01-03.zip')).status, 'loaded');
    const funding = `calc_time,funding_interval_hours,last_funding_rate\n${DAY + 3},8,0.00010000\n${DAY + 28_800_000},8,-0.00002\n`;
    await server.publish('BTCUSDT-fundingRate-2022-01.zip', funding);
    assert.equal((await load('BTCUSDT-fundingRate-2022-01.zip')).status, 'loaded');
    assert.equal(await lake.count('bronze/agg_trade', "payload LIKE '%,true' AND hour IS NULL"), 500);
    const times = 'SELECT epoch_ms(event_time)::DOUBLE, payload FROM t ORDER BY 1, 2 LIMIT 1';
    assert.deepEqual(await lake.query('bronze/book_depth', times), [
      [DAY + 8_000, '2022-01-03 00:00:08,-5,4911.265,198338483.1'],
    ]);
    assert.deepEqual(await lake.query('bronze/funding', times), [[DAY + 3, `${DAY + 3},8,0.00010000`]]);
  });

  describe('of recorded data', () => {
    it('loads two real months from a folder, line by line as they are', async function () {
      const january = recordedMonth(this, '2022-01');
      const folder = new FolderArchive(KLINE_FOLDER);
      for (const month of ['01', '02']) await loadFrom(folder, `BTCUSDT-1m-2022-${month}.csv.gz`);
      assert.equal(await lake.count('bronze/kline_1m'), (31 + 28) * 1_440);
      const stored = await lake.query(
        'bronze/kline_1m',
        `SELECT string_agg(payload, chr(10) ORDER BY event_time) FROM t WHERE origin = 'BTCUSDT-1m-2022-01.csv.gz'`,
      );
      assert.equal(stored?.[0]?.[0], january.trimEnd());
      assert.equal(await lake.version('bronze/kline_1m'), 2);
    });

    it('loads the funding rates of many years, in the archive’s columns', async function () {
      const recorded = path.join(FUNDING_FOLDER, 'BTCUSDT_funding_8h.csv');
      if (!existsSync(recorded)) lacking(this, `there are no recorded funding rates at ${recorded}`);
      // Every day is a file of its own: three months of the six years are enough.
      const lines = readFileSync(recorded, 'utf8').split('\n').slice(0, 271);
      writeFileSync(path.join(lake.folder, 'BTCUSDT_funding_8h.csv'), lines.join('\n'));
      const archive = new FolderArchive(lake.folder);
      const request = { kind: 'fundingRate', symbol: 'BTCUSDT', from: 0, to: RECEIVED, now: RECEIVED } as const;
      const [file] = await archive.list(request);
      const result = await loadArchiveFile(file!, { lake: lake.lake, archive, now: () => RECEIVED, since: 0 });
      assert.ok(result.status === 'loaded' && result.rows === 270, JSON.stringify(result));
      const first = await lake.query('bronze/funding', 'SELECT payload FROM t ORDER BY event_time LIMIT 1');
      assert.deepEqual(first, [['1568102400000,,0.00010000']]);
    });
  });
});
