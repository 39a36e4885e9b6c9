import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { duckDbQueryEngine } from '../../../adapters/query/duckdb-query.ts';
import type { QueryEngine } from '../../../adapters/query/port.ts';

const DAY = '2022-05-01';
const MIDNIGHT = Date.parse(`${DAY}T00:00:00Z`);

describe('queries by DuckDB', () => {
  let folder: string;
  let lake: Lakehouse;
  let engine: QueryEngine;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'minutehand-query-'));
    lake = new Lakehouse({ kind: 'folder', folder: path.join(folder, 'lake') }, { memoryLimit: '512MB', threads: 2 });
    engine = duckDbQueryEngine(lake, { memoryLimit: '512MB', threads: 2 });
    const funding = await lake.table('silver/funding');
    await funding.append({
      symbol: ['BTCUSDT', 'BTCUSDT'],
      date: [DAY, DAY],
      funding_time: [MIDNIGHT + 3, MIDNIGHT + 28_800_000],
      rate: ['0.00010000', '-0.00020000'],
      source: ['archive', 'rest'],
    });
    await lake.table('gold/labels_1m');
  });
  after(async () => {
    await lake.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const refused = (sql: string, message: RegExp) => assert.rejects(engine.run(sql), { name: 'QueryRefused', message });

  it('reads the tables by schema and name, values typed', async () => {
    const { columns, rows, truncated } = await engine.run(
      'SELECT funding_time, date, rate, mark_price, count(*) OVER () AS n, sum(2) OVER () AS total, [1, 2] AS list, ' +
        "TIMESTAMP '2022-05-01 00:00:00' AS plain FROM silver.funding ORDER BY rate",
    );
    assert.deepEqual(
      columns.map(({ name, type }) => `${name} ${type}`),
      [
        ...['funding_time timestamp', 'date date', 'rate decimal(18,8)', 'mark_price decimal(20,8)'],
        ...['n long', 'total long', 'list string', 'plain timestamp'],
      ],
    );
    assert.deepEqual(rows, [
      [MIDNIGHT + 28_800_000, DAY, '-0.00020000', null, 2n, 4n, '[1, 2]', MIDNIGHT],
      [MIDNIGHT + 3, DAY, '0.00010000', null, 2n, 4n, '[1, 2]', MIDNIGHT],
    ]);
    assert.equal(truncated, false);
  });

  it('reads a table that is there and empty', async () => {
    assert.deepEqual((await engine.run('SELECT count(*) FROM gold.labels_1m')).rows, [[0n]]);
  });

  it('lists and describes tables, and refuses to read one that the statement hides', async () => {
    const listed = await engine.run('SHOW ALL TABLES');
    assert.deepEqual(
      listed.rows.map(([, schema, name]) => `${String(schema)}.${String(name)}`),
      ['gold.labels_1m', 'silver.funding'],
    );
    assert.equal((await engine.run('DESCRIBE silver.funding')).rows.length, 6);
    await refused(
      "SELECT * FROM query('SELECT * FROM silver.fund' || 'ing')",
      /silver\.funding must be named in the statement itself/,
    );
  });

  it('gives no more rows than the limit, and says so', async () => {
    const { rows, truncated } = await engine.run('SELECT * FROM range(100000)', { rowLimit: 10 });
    assert.deepEqual([rows.length, truncated], [10, true]);
    assert.equal((await engine.run('SELECT * FROM range(10)', { rowLimit: 10 })).truncated, false);
  });

  it('says where a statement is wrong, in characters of the statement as it was written', async () => {
    await refused('SELECT rate,\n  foo FROM silver.funding', /^line 2, column 3: Referenced column "foo" not found/);
    await refused(
      'SELECT * FROM silver.fundin',
      /^line 1, column 15: Table with name fundin does not exist! Did you mean ".*funding"\?$/,
    );
    await refused('SELECT (1', /^line 1, column 10: syntax error at end of input$/);
    await assert.rejects(
      engine.run("-- :from date\nSELECT 'é', :from, foo FROM silver.funding", { parameters: { from: DAY } }),
      { name: 'QueryRefused', message: /^line 2, column 20: / },
    );
  });

  for (const sql of [
    'DROP VIEW silver.funding',
    "COPY silver.funding TO 'out.csv'",
    "ATTACH 'other.db'",
    "SET memory_limit = '8GB'",
    'INSTALL httpfs',
    'CALL enable_logging()',
    'PRAGMA database_list',
    'EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1',
    'WITH a AS (SELECT 1 AS x) INSERT INTO silver.funding SELECT * FROM a',
    'SELECT 1; DROP VIEW silver.funding',
    '-- nothing but words',
    ' ; ',
  ]) {
    it(`refuses ${sql}`, () => assert.rejects(engine.run(sql), { name: 'QueryRefused' }));
  }

  it('reads no other file, folder or address', async () => {
    const secret = path.join(folder, 'secret.csv');
    writeFileSync(secret, 'key\nvalue\n');
    for (const source of [
      `read_text('${secret}')`,
      `read_csv('${secret}')`,
      `'${secret}'`,
      `glob('${folder}/*')`,
      `read_parquet('${folder}/lake/gold/**')`,
      "read_csv('http://127.0.0.1:9/a.csv')",
    ]) {
      await refused(`SELECT * FROM ${source} -- silver.funding`, /file system operations are disabled|Cannot access/);
    }
    await refused("SELECT * FROM read_blob('/etc/hostname')", /Cannot access file/);
  });

  it('stops when the time is up, and when nobody waits any more', async () => {
    const endless = 'SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b';
    await assert.rejects(engine.run(endless, { timeoutMs: 400 }), {
      name: 'QueryFailed',
      message: 'the query was stopped: it took longer than 0.4 s',
    });
    const nobody = new AbortController();
    setTimeout(() => nobody.abort(), 300);
    await assert.rejects(engine.run(endless, { signal: nobody.signal }), {
      name: 'QueryFailed',
      message: 'the query was cancelled',
    });
  });
});
