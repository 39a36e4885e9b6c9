import assert from 'node:assert/strict';
import path from 'node:path';
import { DeltaTable } from '../../../adapters/lakehouse/delta/delta-table.ts';
import { needDeltaRs } from './delta-rs.ts';
import type { DeltaRs } from './delta-rs.ts';
import { BARS, makeLake, minutesOf } from './delta/lake.ts';
import type { Lake } from './delta/lake.ts';

describe('Delta tables between Minutehand and delta-rs', () => {
  let deltaRs: DeltaRs;
  let lake: Lake;
  before(async function () {
    deltaRs = await needDeltaRs(this);
  });
  beforeEach(async () => {
    lake = await makeLake();
  });
  afterEach(() => lake?.close());

  const at = (table: string) => path.join(lake.root, table);

  it('read alike: every value, statistics, partitions and versions, with a checkpoint of ours and without', async () => {
    const table = await DeltaTable.create(lake.place('bars'), {
      ...BARS,
      configuration: { 'delta.appendOnly': 'false' },
    });
    await table.append(minutesOf('2024-01-01', 60));
    await table.append(minutesOf('2024-01-02', 60));
    await table.replaceWhere({ date: '2024-01-01' }, minutesOf('2024-01-01', 90, 5));
    const sums = `SELECT count(*), sum(trades - 9007199254740993), sum(volume), min(close), max(close), count(note),
      min("openTime"), max("openTime"), min(date), max(date) FROM bars`;
    const check = async () => {
      const [theirs] = (await deltaRs('sql', [at('bars'), 'bars', sums])) as unknown[][];
      const ours = await table.withView('bars', async (connection) => {
        const [row] = (await connection.runAndReadAll(sums)).getRows();
        return row?.map(String);
      });
      assert.equal(Number(theirs?.[2]).toFixed(6), Number(ours?.[2]).toFixed(6));
      for (const index of [0, 1, 3, 4, 5, 8, 9])
        assert.equal(String(theirs?.[index]), ours?.[index], `column ${index}`);
      for (const index of [6, 7]) {
        assert.equal(new Date(String(theirs?.[index])).getTime(), new Date(ours?.[index] ?? '').getTime());
      }
    };
    await check();
    for (let n = 4; n <= 11; n += 1) await table.append(minutesOf(`2024-02-0${n - 3}`, 2));
    await table.compact();
    await check();
    assert.deepEqual(await deltaRs('describe', [at('bars')]), {
      version: 11,
      configuration: { 'delta.appendOnly': 'false' },
      partitions: ['date'],
      files: 10,
      rows: 90 + 60 + 16,
    });
    const [old] = (await deltaRs('sql', [at('bars'), 'bars', 'SELECT count(*) FROM bars'], {
      VERSION: '1',
    })) as unknown[][];
    assert.deepEqual(old, [60]);
  }).timeout(60_000);

  it('take turns at one table', async () => {
    const table = await DeltaTable.create(lake.place('bars'), BARS);
    await table.append(minutesOf('2024-01-01', 3));
    await deltaRs('append', [at('bars')]);
    assert.equal(await table.append(minutesOf('2024-01-02', 1)), 3);
    assert.deepEqual(await table.read({ where: { date: '2024-01-03' } }), {
      date: ['2024-01-03'],
      openTime: [Date.UTC(2024, 0, 3)],
      close: ['1.00000001'],
      volume: [0.5],
      trades: [7n],
      note: ['by delta-rs'],
      final: [true],
    });
    const [count] = (await deltaRs('sql', [at('bars'), 'bars', 'SELECT count(*) FROM bars'])) as unknown[][];
    assert.deepEqual(count, [5]);
  }).timeout(60_000);

  it('reads what delta-rs wrote: a checkpoint, a delete, partitions with odd names, empty values', async () => {
    await deltaRs('write', [at('theirs')]);
    const table = await DeltaTable.open(lake.place('theirs'));
    const rows = await table.read({ orderBy: ['n'], where: { k: 'a b%/é' } });
    assert.equal(rows['n']?.length, 11);
    assert.deepEqual(
      Object.values(rows).map((column) => column[0]),
      ['a b%/é', 2n ** 53n + 2n, 0.25, false, '2024-01-02', Date.UTC(2024, 0, 1, 1) + 0.25, '1.00000001'],
    );
    const empty = await table.read({ where: { k: null } });
    assert.deepEqual(Object.values(empty).flat(), new Array(7 * 12).fill(null));
    const before = await table.snapshot();
    await table.compact();
    assert.equal((await table.read({ where: { k: 'a b%/é' } }))['n']?.length, 11);
    assert.equal((await table.snapshot()).version, before.version + 1);
    const [count] = (await deltaRs('sql', [at('theirs'), 't', 'SELECT count(*), count(k) FROM t'])) as unknown[][];
    assert.deepEqual(count, [23, 11]);
  }).timeout(60_000);

  it('sees our append-only tables as such', async () => {
    const audit = await DeltaTable.create(lake.place('audit'), {
      ...BARS,
      configuration: { 'delta.appendOnly': 'true' },
    });
    await audit.append(minutesOf('2024-01-01', 1));
    await assert.rejects(deltaRs('delete', [at('audit')]), /append/i);
  });
});
