import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TrinoSQL } from 'dt-sql-parser';
import { Lakehouse } from '../../adapters/lakehouse/lakehouse.ts';
import { duckDbQueryEngine } from '../../adapters/query/duckdb-query.ts';
import type { ParameterValues, QueryEngine } from '../../adapters/query/port.ts';
import { readSqlHeader } from '../../adapters/query/sql-header.ts';
import { renderSql } from '../../adapters/query/sql-parameters.ts';
import { FEATURES } from '../../core/features/registry.ts';
import { FEATURE_NULL_SHARE_FILE, featureNullShare } from '../../infra/sql/feature-null-share.ts';
import { DAYS, fillRealLake, MISSING_FROM, MISSING_TO } from '../adapters/query/real-lake.ts';
import { needRealMinutes } from '../core/features/real-minutes.ts';
import { page } from '../docs/pages.ts';
import { COMMON_FUNCTIONS, functionsOf } from './common-functions.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../sql');
const REPORTS = readdirSync(FOLDER).sort();
const textOf = (report: string) => readFileSync(path.join(FOLDER, report), 'utf8');

describe('reports in sql/', () => {
  const trino = new TrinoSQL();

  for (const report of REPORTS) {
    it(`${report} says what it is, with its units, and is on the page of queries`, () => {
      const { description, unit, parameters } = readSqlHeader(textOf(report));
      assert.ok(description.length > 20);
      assert.ok(unit.length > 5);
      const reference = page('docs/reference/queries.md');
      assert.ok(reference.includes(`\`${report}\``), 'docs/reference/queries.md');
      for (const { name } of parameters) assert.ok(reference.includes(`\`${name}\``), name);
    });

    it(`${report} is Trino's SQL, and uses only functions that both engines have`, () => {
      assert.deepEqual(trino.validate(renderSql(textOf(report)).text), []);
      assert.deepEqual(
        functionsOf(textOf(report)).filter((name) => !COMMON_FUNCTIONS.has(name)),
        [],
      );
    });
  }

  it('are told apart from what only one engine understands', () => {
    assert.deepEqual(functionsOf("SELECT epoch_ms(a), 'f(x)' /* g(x) */ FROM t -- h(x)"), ['epoch_ms']);
    for (const sql of ['SELECT a::date FROM t', 'SELECT * EXCLUDE (a) FROM t', 'FROM t']) {
      assert.notDeepEqual(trino.validate(sql), [], sql);
    }
  });

  it('has the report of the registry as it is: if not, run node --import tsx infra/sql/feature-null-share.ts', () => {
    assert.equal(readFileSync(FEATURE_NULL_SHARE_FILE, 'utf8'), featureNullShare());
  });
});

describe('reports on a lake of recorded days', function () {
  let folder: string;
  let lake: Lakehouse;
  let engine: QueryEngine;

  before(async function () {
    needRealMinutes(this);
    folder = mkdtempSync(path.join(tmpdir(), 'minutehand-reports-'));
    await fillRealLake(folder);
    lake = new Lakehouse({ kind: 'folder', folder });
    engine = duckDbQueryEngine(lake, { memoryLimit: '512MB', threads: 2 });
  });
  after(async () => {
    await lake?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  /** Rows by column name. */
  async function rowsOf(report: string, parameters: ParameterValues = {}): Promise<Record<string, unknown>[]> {
    const { columns, rows } = await engine.run(textOf(report), { parameters });
    return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])));
  }

  it('roll bars up by day', async () => {
    const [first, second, ...rest] = await rowsOf('bars-by-day.sql', { to: '2022-05-04' });
    assert.deepEqual(rest, []);
    // The recording's own first and last minute of the day.
    assert.deepEqual([first?.['date'], first?.['open'], first?.['close']], [DAYS[0], 37_614.4, 38_440.5]);
    assert.deepEqual([first?.['quiet_minutes'], first?.['missing_minutes']], [29n, 0n]);
    assert.deepEqual([second?.['traded_minutes'], second?.['missing_minutes']], [1438n, 2n]);
    assert.ok(Math.abs((first?.['range_bps'] as number) - (1e4 * (38_680.6 - 37_350)) / 37_614.4) < 1e-9);
  });

  it('find gaps and quiet runs', async () => {
    const quietFrom = Date.parse('2022-05-01T22:26:00Z');
    assert.deepEqual(await rowsOf('gaps-and-quiet-runs.sql'), [
      { status: 'quiet', first_minute: quietFrom, last_minute: quietFrom + 28 * 60_000, minutes: 29n },
      { status: 'missing', first_minute: MISSING_FROM, last_minute: MISSING_TO - 60_000, minutes: 2n },
    ]);
    assert.equal((await rowsOf('gaps-and-quiet-runs.sql', { minutes: '3' })).length, 1);
  });

  it('count copies in bronze', async () => {
    assert.deepEqual(await rowsOf('bronze-kline-duplicates.sql'), [
      { date: DAYS[0], source: 'archive', messages: 70n, minutes: 60n, copies: 10n },
    ]);
  });

  it('count empty values of every feature', async () => {
    const rows = await rowsOf('feature-null-share.sql');
    assert.equal(rows.length, FEATURES.length);
    const of = (name: string) => rows.find(({ feature }) => feature === name);
    assert.deepEqual(of('book_spread_bps'), {
      feature: 'book_spread_bps',
      minutes: 2878n,
      empty_minutes: 2878n,
      empty_percent: 100,
    });
    // Of 20 minutes the first 19 have none.
    assert.equal(of('sma_20')?.['empty_minutes'], 19n);
  });

  it('share labels by month', async () => {
    const [month, ...rest] = await rowsOf('label-shares-by-month.sql');
    assert.deepEqual([month?.['month'], month?.['labelled_minutes'], rest], ['2022-05-01', 4317n, []]);
    const shares = ['sell_percent', 'hold_percent', 'buy_percent'].map((name) => month?.[name] as number);
    assert.ok(Math.abs(shares.reduce((sum, share) => sum + share) - 100) < 1e-9);
  });

  it('sum funding by month', async () => {
    const [month, ...rest] = await rowsOf('funding-by-month.sql');
    assert.deepEqual([month?.['settlements'], rest], [9n, []]);
    assert.ok(Math.abs((month?.['mean_bps'] as number) * 9 - (month?.['total_percent'] as number) * 100) < 1e-9);
  });

  it('tell the volatility of each hour', async () => {
    const rows = await rowsOf('volatility-by-hour.sql');
    assert.deepEqual(
      rows.map(({ utc_hour }) => utc_hour),
      Array.from({ length: 24 }, (_, hour) => BigInt(hour)),
    );
    // Three moves touch the gap of two minutes, and the first minute has none before it.
    const minutes = rows.reduce((sum, row) => sum + Number(row['minutes']), 0);
    assert.equal(minutes, 3 * 1440 - 1 - 3);
  });

  it("tell each stage's last success and what failed since", async () => {
    const finished = Date.parse('2026-01-01T00:00:01Z');
    assert.deepEqual(await rowsOf('pipeline-last-success.sql'), [
      { stage: 'gold', last_success: null, data_until: null, runs: 1n, failures_since: 1n, last_failure: 'no bars' },
      {
        stage: 'silver',
        last_success: finished,
        data_until: Date.parse('2022-05-02T00:00:00Z'),
        runs: 2n,
        failures_since: 1n,
        last_failure: 'the exchange did not answer',
      },
    ]);
  });
});
