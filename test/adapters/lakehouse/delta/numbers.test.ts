import assert from 'node:assert/strict';
import { DeltaTable } from '../../../../adapters/lakehouse/delta/delta-table.ts';
import { BARS, makeLake, minutesOf } from './lake.ts';
import type { Lake } from './lake.ts';

describe('numbers of a Delta table in typed arrays', () => {
  let lake: Lake;
  let table: DeltaTable;

  beforeEach(async () => {
    lake = await makeLake();
    table = await DeltaTable.create(lake.place('bars'), BARS);
  });
  afterEach(() => lake.close());

  it('come back as they were written, times as epoch ms, empty values as NaN', async () => {
    const rows = minutesOf('2024-01-01', 5_000);
    const volume = Float64Array.from(rows.volume, (value, index) => (index % 7 === 0 ? NaN : value));
    volume[1] = -0;
    volume[2] = Infinity;
    const openTime = Float64Array.from(rows.openTime);
    openTime[3] = (openTime[3] ?? 0) + 0.001;
    await table.append({ ...rows, openTime, volume });
    const columns = ['openTime', 'volume', 'close', 'final', 'trades'];
    const read = await table.readNumbers({ columns, orderBy: ['openTime'] });
    assert.deepEqual(Object.keys(read), columns);
    assert.deepEqual(read['openTime'], openTime);
    assert.deepEqual(read['volume'], volume);
    assert.deepEqual(read['close'], Float64Array.from(rows.close, Number));
    assert.deepEqual(read['final'], Float64Array.from(rows.final, Number));
    assert.deepEqual(read['trades'], Float64Array.from(rows.trades, Number));
    const stored = await table.read({ columns: ['volume'], orderBy: ['openTime'] });
    assert.equal(stored['volume']?.[0], null, 'NaN of a typed array is no value');
  });

  it('are none for no rows, and refuse text', async () => {
    const nothing = await table.readNumbers({ columns: ['volume'], orderBy: ['openTime'] });
    assert.deepEqual(nothing, { volume: new Float64Array() });
    await assert.rejects(
      table.readNumbers({ columns: ['note'], orderBy: ['openTime'] }),
      /column note \(VARCHAR\) can't be read as numbers; right is a number, a time or a boolean/,
    );
  });

  it('refuses NaN where a value must be', async () => {
    const rows = minutesOf('2024-01-01', 3);
    await assert.rejects(
      table.append({ ...rows, openTime: Float64Array.of(NaN, 1, 2) }),
      /column openTime must have a value in every row, and 1 of 3 have none/,
    );
  });

  it('are the same bytes when they are the same rows: nothing is written again', async () => {
    const rows = minutesOf('2024-01-01', 1_440);
    const columns = { ...rows, openTime: Float64Array.from(rows.openTime) };
    const version = await table.replaceWhere({ date: '2024-01-01' }, columns);
    assert.equal(await table.replaceWhere({ date: '2024-01-01' }, columns), version);
  });

  it('can be read beside another view on one connection', async () => {
    await table.append(minutesOf('2024-01-01', 10));
    await lake.engine.withConnection(async (connection) => {
      const count = await table.withView(
        'first',
        () =>
          table.withView(
            'second',
            async () =>
              (await connection.runAndReadAll('SELECT count(*) FROM first JOIN second USING ("openTime")')).getRows(),
            { connection },
          ),
        { connection },
      );
      assert.deepEqual(count, [[10n]]);
      await assert.rejects(connection.run('SELECT * FROM first'), /does not exist/);
    });
  });
});
