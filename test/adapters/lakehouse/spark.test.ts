import assert from 'node:assert/strict';
import path from 'node:path';
import { DeltaTable } from '../../../adapters/lakehouse/delta/delta-table.ts';
import type { TableDefinition } from '../../../adapters/lakehouse/delta/table-definition.ts';
import { needSparkSession } from '../glue/spark-session.ts';
import type { SparkSession } from '../glue/spark-session.ts';
import { BARS, makeLake, minutesOf } from './delta/lake.ts';
import type { Lake } from './delta/lake.ts';

const EVERY_TYPE: TableDefinition = {
  columns: [
    { name: 'part', type: 'string' },
    { name: 'whole', type: 'long' },
    { name: 'n', type: 'integer' },
    { name: 'small', type: 'short' },
    { name: 'tiny', type: 'byte' },
    { name: 'single', type: 'float' },
    { name: 'x', type: 'double' },
    { name: 'flag', type: 'boolean' },
    { name: 'bytes', type: 'binary' },
    { name: 'day', type: 'date' },
    { name: 'at', type: 'timestamp' },
    { name: 'price', type: 'decimal(18,8)' },
    { name: 'sum', type: 'decimal(38,2)' },
    { name: 'text', type: 'string' },
  ],
  partitionColumns: ['part'],
};
const ODD_PARTITIONS = ['a b', 'a/b', 'a=b', '100%', "it's", 'ü€', 'c:\\d', 'x#y?z', null];
const TEXTS = ['', ' ', "'", '\n', '\\', '日本', '\u{1f600}', 'null', null];

describe('Delta tables between Minutehand and Spark', function () {
  this.timeout(180_000);
  let spark: SparkSession;
  let lake: Lake;
  before(async function () {
    spark = await needSparkSession(this);
  });
  beforeEach(async () => {
    lake = await makeLake();
  });
  afterEach(() => lake?.close());

  const at = (table: string) => `delta.\`${path.join(lake.root, table)}\``;

  it('hold the same values of each type, also in partitions with odd names and with none', async () => {
    const table = await DeltaTable.create(lake.place('types'), EVERY_TYPE);
    const odd = ODD_PARTITIONS.map((_, i) => i);
    await table.append({
      part: ODD_PARTITIONS,
      whole: odd.map((i) => 9_007_199_254_740_993n + BigInt(i)),
      n: odd.map((i) => i - 2_147_483_648),
      small: odd.map((i) => i - 32_768),
      tiny: odd.map((i) => i - 128),
      single: odd.map((i) => i / 4),
      x: odd.map((i) => i / 3),
      flag: odd.map((i) => i % 2 === 0),
      bytes: odd.map((i) => Buffer.from([0, 255, i])),
      day: odd.map((i) => `1969-12-${20 + i}`),
      at: odd.map((i) => Date.UTC(1969, 11, 31, 23, 59, 59) + i / 4),
      price: odd.map((i) => `-${i}.00000001`),
      sum: odd.map((i) => `${'9'.repeat(36)}.0${i}`),
      text: TEXTS,
    });
    await table.append(Object.fromEntries(EVERY_TYPE.columns.map(({ name }) => [name, [null]])));
    const rows = await spark.sql(`SELECT part, string(whole), n, small, tiny, single, x, flag, hex(bytes), day,
      unix_micros(at), bigint(price * 100000000), string(sum), text FROM ${at('types')} ORDER BY n NULLS LAST`);
    const expected = odd.map((i) => [
      ODD_PARTITIONS[i],
      String(9_007_199_254_740_993n + BigInt(i)),
      i - 2_147_483_648,
      i - 32_768,
      i - 128,
      i / 4,
      i / 3,
      i % 2 === 0,
      `00FF0${i}`,
      `1969-12-${20 + i}`,
      -1_000_000 + i * 250,
      -(i * 1e8 + 1),
      `${'9'.repeat(36)}.0${i}`,
      TEXTS[i],
    ]);
    assert.deepEqual(rows, [...expected, Array<null>(14).fill(null)]);
    const counts = ODD_PARTITIONS.map((part) => {
      const found = part === null ? 'IS NULL AND n IS NOT NULL' : `= '${part.replace(/[\\']/g, '\\$&')}'`;
      return `(SELECT count(*) FROM ${at('types')} WHERE part ${found})`;
    });
    assert.deepEqual(await spark.sql(`SELECT ${counts.join(', ')}`), [ODD_PARTITIONS.map(() => 1)]);
  });

  const SUMS = `count(*), sum(trades - 9007199254740993), sum(volume), string(min(close)), string(max(close)), count(note),
    unix_millis(min(openTime)), unix_millis(max(openTime)), string(min(date)), string(max(date))`;

  it('read alike after appends, replaced days, our checkpoint and our compaction, and in an old version', async () => {
    const table = await DeltaTable.create(lake.place('bars'), BARS);
    for (let day = 1; day <= 9; day += 1) await table.append(minutesOf(`2024-01-0${day}`, 2));
    await table.replaceWhere({ date: ['2024-01-01', '2024-01-02'] }, minutesOf('2024-01-02', 90, 5));
    await table.append(minutesOf('2024-01-03', 60));
    await table.compact();
    const [row] = await spark.sql(`SELECT ${SUMS} FROM ${at('bars')}`);
    const ours = await table.withView('bars', async (connection) => {
      const sql = SUMS.replaceAll('string(', '(').replaceAll('unix_millis', 'epoch_ms');
      return (await connection.runAndReadAll(`SELECT ${sql} FROM bars`)).getRows()[0]?.map(String);
    });
    assert.deepEqual(
      row?.map((value, column) => (column === 2 ? Number(value).toFixed(6) : String(value))),
      ours?.map((value, column) => (column === 2 ? Number(value).toFixed(6) : value)),
    );
    assert.equal(row?.[0], 7 * 2 + 90 + 60);
    const [old] = await spark.sql(`SELECT count(*) FROM ${at('bars')} VERSION AS OF 9`);
    assert.deepEqual(old, [18]);
    assert.deepEqual(
      await spark.sql(`SELECT count(DISTINCT file) FROM (SELECT input_file_name() AS file FROM ${at('bars')})`),
      [[8]],
    );
  });

  it('read alike when Spark has made the table, changed, merged, joined its files and written its checkpoint', async () => {
    const t = at('theirs');
    await spark.sql(
      `CREATE TABLE ${t} (k STRING, n BIGINT NOT NULL, x DOUBLE, price DECIMAL(18,8), day DATE, at TIMESTAMP, flag BOOLEAN)
         USING delta PARTITIONED BY (k) TBLPROPERTIES ('delta.checkpointInterval' = '3')`,
      `INSERT INTO ${t} SELECT CASE WHEN id % 3 = 0 THEN NULL WHEN id % 3 = 1 THEN 'a b%/é' ELSE 'c=d' END, id, id / 8,
         CAST(id AS DECIMAL(18,8)), DATE'2024-01-01' + CAST(id AS INT), timestamp_micros(1704067200000250 + id), id % 2 = 0
         FROM range(12)`,
      `UPDATE ${t} SET x = -x WHERE n < 4`,
      `DELETE FROM ${t} WHERE n = 7`,
      `MERGE INTO ${t} t USING (SELECT id AS n FROM range(11, 14)) s ON t.n = s.n WHEN MATCHED THEN UPDATE SET flag = NULL
         WHEN NOT MATCHED THEN INSERT (k, n) VALUES ('new', s.n)`,
      `OPTIMIZE ${t}`,
      `SELECT 1`,
    );
    const table = await DeltaTable.open(lake.place('theirs'));
    const rows = await table.read({ orderBy: ['n'] });
    const theirs = await spark.sql(
      `SELECT k, n, x, string(price), string(day), unix_micros(at) / 1000, flag FROM ${t} ORDER BY n`,
    );
    assert.equal(theirs.length, 13);
    const decimal = (value: unknown) => (value === null ? null : Number(value));
    assert.deepEqual(
      rows['n']?.map((n, i) => [
        rows['k']?.[i],
        Number(n),
        rows['x']?.[i],
        decimal(rows['price']?.[i]),
        rows['day']?.[i],
        rows['at']?.[i],
        rows['flag']?.[i],
      ]),
      theirs.map((row) => row.map((value, column) => (column === 3 ? decimal(value) : value))),
    );
    const { version } = await table.snapshot();
    assert.equal(await table.append({ k: [null], n: [99n] }), version + 1);
    assert.deepEqual(await spark.sql(`SELECT count(*), max(n) FROM ${t}`), [[14, 99]]);
  });

  it('take turns at one table, each with its own kind of change', async () => {
    const t = at('bars');
    const table = await DeltaTable.create(lake.place('bars'), {
      ...BARS,
      configuration: { 'delta.checkpointInterval': '2' },
    });
    await table.append(minutesOf('2024-01-01', 3));
    await spark.sql(
      `INSERT INTO ${t} SELECT DATE'2024-01-02', TIMESTAMP'2024-01-02T00:00:00Z', 1.00000001, 0.5, 7, 'by Spark', true`,
      'SELECT 1',
    );
    assert.deepEqual(await table.read({ where: { date: '2024-01-02' } }), {
      date: ['2024-01-02'],
      openTime: [Date.UTC(2024, 0, 2)],
      close: ['1.00000001'],
      volume: [0.5],
      trades: [7n],
      note: ['by Spark'],
      final: [true],
    });
    await table.append(minutesOf('2024-01-02', 2));
    await spark.sql(
      `OPTIMIZE ${t}`,
      `DELETE FROM ${t} WHERE date = '2024-01-01' AND trades > 9007199254740994`,
      'SELECT 1',
    );
    await table.replaceWhere({ date: '2024-01-03' }, minutesOf('2024-01-03', 4));
    await table.compact();
    assert.deepEqual(await spark.sql(`SELECT string(date), count(*) FROM ${t} GROUP BY date ORDER BY date`), [
      ['2024-01-01', 2],
      ['2024-01-02', 3],
      ['2024-01-03', 4],
    ]);
    assert.equal((await table.read({ columns: ['date'] }))['date']?.length, 9);
  });

  it('are append-only to Spark too', async () => {
    const audit = await DeltaTable.create(lake.place('audit'), {
      ...BARS,
      configuration: { 'delta.appendOnly': 'true' },
    });
    await audit.append(minutesOf('2024-01-01', 1));
    await assert.rejects(spark.sql(`DELETE FROM ${at('audit')}`), /append/i);
    assert.deepEqual(await spark.sql(`SELECT count(*) FROM ${at('audit')}`), [[1]]);
  });

  for (const [what, setting, feature] of [
    ['deletion vectors', "'delta.enableDeletionVectors' = 'true'", /deletionVectors/],
    ['column mapping', "'delta.columnMapping.mode' = 'name'", /reader version 2/],
    ['checkpoints of version 2', "'delta.checkpointPolicy' = 'v2'", /v2Checkpoint/],
  ] as const) {
    it(`are refused with a sentence when Spark has made them with ${what}`, async () => {
      await spark.sql(`CREATE TABLE ${at('new')} (n INT) USING delta TBLPROPERTIES (${setting})`, 'SELECT 1');
      await assert.rejects(DeltaTable.open(lake.place('new')), (error: Error) => {
        assert.match(error.message, /^new can't be read: it uses .*; supported is reader version 1$/);
        assert.match(error.message, feature);
        return true;
      });
    });
  }
});
