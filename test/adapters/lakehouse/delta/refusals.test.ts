import assert from 'node:assert/strict';
import { DeltaError } from '../../../../adapters/lakehouse/delta/delta-error.ts';
import { DeltaTable } from '../../../../adapters/lakehouse/delta/delta-table.ts';
import { BARS, makeLake, minutesOf } from './lake.ts';
import type { Lake } from './lake.ts';

const DAY_1 = '2024-01-01';

describe('Delta table refuses', () => {
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

  it('a table that is not there, and one that is there already', async () => {
    await assert.rejects(DeltaTable.open(lake.place('none')), /there is no table none in folder /);
    await small();
    await assert.rejects(small(), /there is a table t in folder .* already/);
  });

  it('to open as another table than it is', async () => {
    await small();
    await assert.rejects(
      DeltaTable.openOrCreate(lake.place('t'), BARS),
      /t is there with another definition: \(k string, n integer\)/,
    );
    const made = await DeltaTable.openOrCreate(lake.place('new'), BARS);
    assert.equal((await made.snapshot()).version, 0);
    await DeltaTable.openOrCreate(lake.place('new'), BARS);
  });

  it('rows that do not fit, saying which and why, and writes nothing', async () => {
    const table = await DeltaTable.create(lake.place('bars'), BARS);
    const good = minutesOf(DAY_1, 2);
    const cases: [object, RegExp][] = [
      [{ extra: [1, 2] }, /no such column: extra; the table has date, openTime/],
      [{ volume: [1] }, /different numbers of rows: .*volume 1/],
      [{ close: ['1.123456789', '1'] }, /1\.123456789 in row 0 can't be a value of column close \(decimal\(18,8\)\)/],
      [{ trades: [2 ** 60, 1] }, /in row 0 can't be a value of column trades \(long\)/],
      [{ date: [DAY_1, '2024-02-30'] }, /2024-02-30 in row 1 can't be a value of column date/],
      [{ openTime: [null, 1] }, /column openTime must have a value in every row, and 1 of 2 have none/],
      [{ date: [null, DAY_1] }, /date must have a value in every row/],
      [{ note: [1, null] }, /1 in row 0 can't be a value of column note \(string\)/],
    ];
    for (const [wrong, right] of cases) {
      await assert.rejects(table.append({ ...good, ...wrong }), (error) => {
        assert.ok(error instanceof DeltaError, String(error));
        assert.match(error.message, right);
        return true;
      });
    }
    assert.equal((await table.snapshot()).version, 0);
  });

  it('definitions that other readers could not read', async () => {
    const columns = BARS.columns;
    const cases: [object, RegExp][] = [
      [{ columns: [] }, /at least one column/],
      [{ columns: [...columns, { name: 'Date', type: 'date' }] }, /Date is there twice/],
      [{ columns: [{ name: 'a b', type: 'string' }] }, /"a b" can't be a column's name/],
      [{ columns: [{ name: 'a', type: 'text' }] }, /column a has the type text; right is one of string, long/],
      [{ columns, partitionColumns: ['volume'] }, /volume \(double\) can't divide a table/],
      [{ columns, partitionColumns: ['nope'] }, /nope is not among the columns/],
      [
        { columns, configuration: { 'delta.enableDeletionVectors': 'true' } },
        /delta\.enableDeletionVectors is not supported/,
      ],
      [
        { columns, configuration: { 'delta.deletedFileRetentionDuration': 'interval 1 moon' } },
        /right is e\.g\. "interval 7 days"/,
      ],
    ];
    for (const [definition, right] of cases) {
      await assert.rejects(DeltaTable.create(lake.place('x'), definition as typeof BARS), right);
    }
  });

  it('tables that use more of the protocol than is written here', async () => {
    const table = await small();
    const key = 't/_delta_log/00000000000000000001.json';
    const protocol = {
      minReaderVersion: 3,
      minWriterVersion: 7,
      readerFeatures: ['deletionVectors'],
      writerFeatures: ['deletionVectors'],
    };
    await lake.store.putIfAbsent(key, Buffer.from(JSON.stringify({ protocol })));
    await assert.rejects(DeltaTable.open(lake.place('t')), /t can't be read: it uses deletionVectors/);
    await assert.rejects(table.append({ k: ['a'], n: [1] }), /t can't be written: it uses deletionVectors/);
  });
});
