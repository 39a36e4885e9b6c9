import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConcurrentChange } from '../../../../adapters/lakehouse/delta/delta-error.ts';
import { DeltaTable } from '../../../../adapters/lakehouse/delta/delta-table.ts';
import { BARS, makeLake, minutesOf } from './lake.ts';
import type { Lake } from './lake.ts';

const DAY_1 = '2024-01-01';
const DAY_2 = '2024-01-02';
const HOUR_MS = 3_600_000;

describe('Delta table', () => {
  let lake: Lake;
  beforeEach(async () => {
    lake = await makeLake();
  });
  afterEach(() => lake.close());

  const small = () =>
    DeltaTable.create(lake.place('t'), {
      columns: [
        { name: 'k', type: 'string' },
        { name: 'n', type: 'integer' },
      ],
      partitionColumns: ['k'],
    });

  async function numbers(table: DeltaTable, options = {}): Promise<unknown[]> {
    return (await table.read({ ...options, columns: ['n'], orderBy: ['n'] }))['n'] ?? [];
  }

  async function dataFiles(): Promise<string[]> {
    const names = await readdir(path.join(lake.root, 't'), { recursive: true });
    return names.filter((name) => name.endsWith('.parquet') && !name.startsWith('_')).sort();
  }

  it('gives back every value as it was written: 64-bit numbers, decimals, instants, empty values', async () => {
    const table = await DeltaTable.create(lake.place('bars'), BARS);
    const rows = minutesOf(DAY_1, 5);
    await table.append(rows);
    const read = await (await DeltaTable.open(lake.place('bars'))).read({ orderBy: ['openTime'] });
    assert.deepEqual(read, { ...rows, volume: [...rows.volume] });
  });

  it('keeps bytes, small integers, microseconds, NaN and infinity', async () => {
    const table = await DeltaTable.create(lake.place('odd'), {
      columns: [
        { name: 'i', type: 'integer' },
        { name: 's', type: 'short' },
        { name: 'b', type: 'byte' },
        { name: 'raw', type: 'binary' },
        { name: 'x', type: 'double' },
        { name: 'at', type: 'timestamp' },
        { name: 'd', type: 'decimal(38,10)' },
      ],
    });
    const rows = {
      i: [1, 2, -(2 ** 31)],
      s: [-32768, null, 3],
      b: [127, 1, -128],
      raw: [Buffer.from([0, 255]), null, Buffer.from([])],
      x: [NaN, Infinity, -0.1],
      at: [1_700_000_000_000.001, -1.5, 0],
      d: ['-0.0000000001', '1234567890123456789012345678.0000000000', null],
    };
    await table.append(rows);
    assert.deepEqual(await table.read({ orderBy: ['i'] }), {
      i: [rows.i[2], 1, 2],
      s: [3, -32768, null],
      b: [-128, 127, 1],
      raw: [rows.raw[2], rows.raw[0], null],
      x: [-0.1, NaN, Infinity],
      at: [0, rows.at[0], -1.5],
      d: [null, rows.d[0], rows.d[1]],
    });
  });

  it('writes statistics that are exact, and none where a value has no order', async () => {
    const table = await DeltaTable.create(lake.place('bars'), BARS);
    const rows = minutesOf(DAY_1, 3);
    await table.append({ ...rows, volume: [1, NaN, 3], note: ['b', null, 'a'] });
    const [file] = (await table.snapshot()).files.values();
    assert.equal(
      file?.stats,
      '{"numRecords":3,' +
        '"minValues":{"openTime":"2024-01-01T00:00:00.000Z","close":42000.10000001,"volume":1,"trades":9007199254740993,"note":"a"},' +
        '"maxValues":{"openTime":"2024-01-01T00:02:00.000Z","close":42002.10000001,"trades":9007199254740995,"note":"b"},' +
        '"nullCount":{"openTime":0,"close":0,"volume":0,"trades":0,"note":1,"final":0}}',
    );
  });

  it('takes rows from a query, columns by name', async () => {
    const bars = await DeltaTable.create(lake.place('bars'), BARS);
    await bars.append(minutesOf(DAY_1, 4));
    const table = await small();
    await bars.withView('bars', (connection) =>
      table.append({ connection, select: `SELECT trades % 10 AS n, note AS k FROM bars WHERE note IS NOT NULL` }),
    );
    assert.deepEqual(await table.read({ orderBy: ['n'] }), { k: ['minute 1', 'minute 3'], n: [4, 6] });
  });

  it('replaces the partitions that are named and no others', async () => {
    const table = await small();
    await table.append({ k: ['a', 'a', 'b', null], n: [1, 2, 3, 4] });
    await table.replaceWhere({ k: 'a' }, { k: ['a'], n: [10] });
    assert.deepEqual(await numbers(table), [3, 4, 10]);
    await table.replaceWhere({ k: [null, 'b'] }, { k: [], n: [] });
    assert.deepEqual(await numbers(table), [10]);
  });

  it('refuses rows outside the partitions that are replaced', async () => {
    const table = await small();
    await assert.rejects(
      table.replaceWhere({ k: 'a' }, { k: ['a', 'b'], n: [1, 2] }),
      /rows in partition \{"k":"b"\} of t, which is not among those to replace/,
    );
    assert.equal((await table.snapshot()).version, 0);
  });

  it('replaces with the same rows without a change: no version, no file, not a byte', async () => {
    const table = await DeltaTable.create(lake.place('t'), BARS);
    await table.replaceWhere({ date: [DAY_1, DAY_2] }, minutesOf(DAY_1, 1440));
    const [version, files] = [(await table.snapshot()).version, await dataFiles()];
    const bytes = await readFile(path.join(lake.root, 't', files[0] ?? ''));
    assert.equal(await table.replaceWhere({ date: [DAY_1, DAY_2] }, minutesOf(DAY_1, 1440)), version);
    assert.deepEqual(await dataFiles(), files);
    assert.ok(bytes.equals(await readFile(path.join(lake.root, 't', files[0] ?? ''))));
    assert.equal(await table.replaceWhere({ date: DAY_1 }, minutesOf(DAY_1, 1440, 2)), version + 1);
  });

  it('writes 300,000 rows as the same bytes twice, however the threads run', async () => {
    const table = await DeltaTable.create(lake.place('t'), {
      columns: [
        { name: 'x', type: 'double' },
        { name: 'n', type: 'long' },
      ],
    });
    const select = 'SELECT sin(range) AS x, range AS n FROM range(300000)';
    const replace = () => lake.engine.withConnection((connection) => table.replaceWhere({}, { connection, select }));
    assert.equal(await replace(), 1);
    assert.equal(await replace(), 1);
  });

  it('refuses to take rows out of an append-only table, and still compacts it', async () => {
    const table = await DeltaTable.create(lake.place('t'), {
      ...BARS,
      configuration: { 'delta.appendOnly': 'true' },
    });
    for (const volume of [1, 2]) await table.append(minutesOf(DAY_1, 3, volume));
    await assert.rejects(
      table.replaceWhere({ date: DAY_1 }, minutesOf(DAY_1, 1)),
      /t is append-only \(delta.appendOnly\)/,
    );
    await table.compact();
    const snapshot = await table.snapshot();
    assert.equal(snapshot.files.size, 1);
    assert.equal((await table.read())['volume']?.length, 6);
  });

  it('appends once what an application numbers, however often it tries', async () => {
    const table = await small();
    for (const version of [1, 1, 2, 1]) {
      await table.append({ k: ['a'], n: [version] }, { transaction: { appId: 'ingest', version } });
    }
    assert.deepEqual(await numbers(await DeltaTable.open(lake.place('t'))), [1, 2]);
  });

  it('reads any version, and the one of an instant', async () => {
    const table = await small();
    await table.append({ k: ['a'], n: [1] });
    await sleep(20);
    const between = Date.now();
    await sleep(20);
    await table.replaceWhere({}, { k: ['a'], n: [2] });
    assert.deepEqual(await numbers(table, { at: { version: 0 } }), []);
    assert.deepEqual(await numbers(table, { at: { version: 1 } }), [1]);
    assert.deepEqual(await numbers(table, { at: { time: between } }), [1]);
    assert.deepEqual(await numbers(table), [2]);
    await assert.rejects(table.snapshot({ version: 9 }), /t has no version 9; the newest is 2/);
    await assert.rejects(table.snapshot({ time: 0 }), /t has no version at or before 1970/);
  });

  it('writes a checkpoint every 10 commits, from which alone the table can be read', async () => {
    const table = await small();
    for (let n = 1; n <= 12; n += 1) {
      await table.append({ k: [n % 2 ? 'a b%/é' : null], n: [n] }, { transaction: { appId: 'x', version: n } });
    }
    await table.replaceWhere({ k: 'none' }, { k: ['none'], n: [13] });
    const log = path.join(lake.root, 't', '_delta_log');
    assert.deepEqual((await readdir(log)).filter((name) => !name.endsWith('.json')).sort(), [
      '00000000000000000010.checkpoint.parquet',
      '_last_checkpoint',
    ]);
    const whole = await (await DeltaTable.open(lake.place('t'))).snapshot();
    for (let version = 0; version <= 10; version += 1) {
      await rm(path.join(log, `${String(version).padStart(20, '0')}.json`));
    }
    const short = await DeltaTable.open(lake.place('t'));
    const snapshot = await short.snapshot();
    assert.deepEqual([...snapshot.files.keys()], [...whole.files.keys()]);
    assert.deepEqual(snapshot.transactions, whole.transactions);
    assert.deepEqual(snapshot.metaData, whole.metaData);
    assert.deepEqual(
      await numbers(short),
      Array.from({ length: 13 }, (_, i) => i + 1),
    );
    await assert.rejects(short.snapshot({ version: 4 }), /commit 0, which it rests on, is not in the log/);
  });

  it('encodes partition values twice in the log and once in the store', async () => {
    const table = await small();
    await table.append({ k: ['a b%/é:='], n: [1] });
    const [file] = (await table.snapshot()).files.values();
    assert.match(file?.path ?? '', /^k=a%20b%2525%252F%C3%A9%253A%253D\/part-/);
    assert.match((await dataFiles())[0] ?? '', /^k=a b%25%2Fé%3A%3D\/part-/);
    assert.deepEqual(await table.read({ where: { k: 'a b%/é:=' } }), { k: ['a b%/é:='], n: [1] });
  });

  it('opens only the files of the partitions that are asked for', async () => {
    const table = await small();
    await table.append({ k: ['a', 'b'], n: [1, 2] });
    const [other] = (await dataFiles()).filter((name) => name.startsWith('k=b'));
    await rm(path.join(lake.root, 't', other ?? ''));
    assert.deepEqual(await numbers(table, { where: { k: 'a' } }), [1]);
    await assert.rejects(table.read({ where: { k: 'b' } }));
    await assert.rejects(table.read({ where: { n: 1 } }), /n is not a partition column; right is k/);
  });

  describe('with several writers', () => {
    it('lets appends pass each other', async () => {
      const one = await small();
      const other = await DeltaTable.open(lake.place('t'));
      await Promise.all([one.append({ k: ['a'], n: [1] }), other.append({ k: ['a'], n: [2] })]);
      assert.deepEqual(await numbers(one), [1, 2]);
    });

    it('lets replacements of different partitions pass, and stops the slower of two of the same', async () => {
      const writers = [await small(), await DeltaTable.open(lake.place('t')), await DeltaTable.open(lake.place('t'))];
      const partitions = ['a', 'b', 'b'];
      const outcomes = await Promise.allSettled(
        writers.map((table, index) => {
          const k = partitions[index] ?? null;
          return table.replaceWhere({ k }, { k: [k], n: [index] });
        }),
      );
      const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
      assert.ok(failed.length <= 1);
      for (const { reason } of failed) assert.ok(reason instanceof ConcurrentChange, String(reason));
      assert.equal((await numbers(await DeltaTable.open(lake.place('t')))).length, 2);
    });

    it('stops a replacement when rows came into its partition meanwhile', async () => {
      const slow = await small();
      const other = await DeltaTable.open(lake.place('t'));
      const put = lake.store.put.bind(lake.store);
      lake.store.put = async (key, bytes) => {
        lake.store.put = put;
        await other.append({ k: ['a'], n: [1] });
        await put(key, bytes);
      };
      await assert.rejects(slow.replaceWhere({ k: 'a' }, { k: ['a'], n: [2] }), (error) => {
        assert.ok(error instanceof ConcurrentChange);
        assert.match(error.message, /another writer's version 1 of t added k=a\/.*nothing was written, try again/);
        return true;
      });
      assert.deepEqual(await numbers(other), [1]);
      await slow.replaceWhere({ k: 'a' }, { k: ['a'], n: [2] });
      assert.deepEqual(await numbers(other), [2]);
    });

    it('knows its own commit when the answer to it did not arrive', async () => {
      const table = await small();
      const putIfAbsent = lake.store.putIfAbsent.bind(lake.store);
      lake.store.putIfAbsent = async (key, bytes) => {
        await putIfAbsent(key, bytes);
        return 'lost';
      };
      assert.equal(await table.append({ k: ['a'], n: [1] }), 1);
      lake.store.putIfAbsent = putIfAbsent;
      assert.deepEqual(await numbers(table), [1]);
    });
  });

  describe('compaction', () => {
    it('joins the small files of each partition and leaves every row', async () => {
      const table = await small();
      for (let n = 1; n <= 6; n += 1) await table.append({ k: [n % 2 ? 'a' : null], n: [n] });
      await table.compact({ orderBy: ['n'] });
      const snapshot = await table.snapshot();
      assert.deepEqual(
        [...snapshot.files.values()].map((file) => file.partitionValues['k']),
        ['a', null],
      );
      assert.deepEqual(await numbers(table), [1, 2, 3, 4, 5, 6]);
      assert.equal(await table.compact(), snapshot.version);
    });

    it('leaves files that are large enough, and partitions that were not named', async () => {
      const table = await small();
      for (let n = 1; n <= 4; n += 1) await table.append({ k: [n % 2 ? 'a' : 'b'], n: [n] });
      assert.equal(await table.compact({ targetBytes: 10 }), 4);
      await table.compact({ where: { k: 'b' } });
      assert.equal((await table.snapshot()).files.size, 3);
    });
  });

  describe('vacuum', () => {
    it('deletes what left the table and what was never in it, once it is old, and nothing else', async () => {
      const table = await small();
      await table.append({ k: ['a', 'b'], n: [1, 2] });
      await table.replaceWhere({ k: 'a' }, { k: ['a'], n: [3] });
      await lake.store.put('t/k=a/part-of-a-killed-writer.parquet', Buffer.from('half'));
      assert.deepEqual((await table.vacuum()).files, []);
      const inEightDays = Date.now() + 8 * 24 * HOUR_MS;
      assert.equal((await table.vacuum({ now: inEightDays, dryRun: true })).files.length, 2);
      assert.equal((await dataFiles()).length, 4);
      const { files, bytes } = await table.vacuum({ now: inEightDays });
      assert.equal(files.length, 2);
      assert.ok(bytes > 4);
      assert.equal((await dataFiles()).length, 2);
      assert.deepEqual(await numbers(await DeltaTable.open(lake.place('t'))), [2, 3]);
    });

    it('refuses to keep files for less than the table says, unless told twice', async () => {
      const table = await small();
      await assert.rejects(table.vacuum({ retentionMs: HOUR_MS }), /t keeps removed files for 604800000 ms/);
      assert.deepEqual((await table.vacuum({ retentionMs: HOUR_MS, evenIfRead: true })).files, []);
    });
  });
});
