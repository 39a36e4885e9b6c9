import assert from 'node:assert/strict';
import { athenaQueryEngine } from '../../../adapters/query/athena-query.ts';
import { withEnvironment } from '../object-store/environment.ts';
import { startFakeAthena } from './fake-athena.ts';
import type { FakeAthena } from './fake-athena.ts';

describe('queries by Athena', () => {
  let athena: FakeAthena;
  let putBack: () => void;

  before(async () => {
    athena = await startFakeAthena();
    putBack = withEnvironment({
      AWS_ENDPOINT_URL_ATHENA: athena.url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
  });
  after(async () => {
    putBack();
    await athena.close();
  });

  const names = () => athena.calls.map(({ action }) => action);
  const script = (next: FakeAthena['script']) => {
    (athena.calls as unknown[]).length = 0;
    athena.script = next;
  };

  it('waits for the answer and gives it typed', async () => {
    script({
      states: [{ State: 'QUEUED' }, { State: 'RUNNING' }, { State: 'SUCCEEDED' }],
      columns: [
        { Name: 'day', Type: 'date' },
        { Name: 'at', Type: 'timestamp with time zone' },
        { Name: 'rows', Type: 'bigint' },
        { Name: 'rate', Type: 'decimal', Precision: 18, Scale: 8 },
        { Name: 'x', Type: 'double' },
        { Name: 'traded', Type: 'boolean' },
        { Name: 'note', Type: 'varchar' },
        { Name: 'parts', Type: 'array' },
      ],
      rows: [
        [
          '2022-05-01',
          '2022-05-01 22:26:00.123 UTC',
          '9007199254740993',
          '-0.00010000',
          '1.5E-3',
          'true',
          '',
          '[1, 2]',
        ],
        [undefined, '2022-05-01 22:26:00', undefined, undefined, 'NaN', 'false', undefined, undefined],
      ],
    });
    const { columns, rows, truncated } = await athenaQueryEngine().run('SELECT 1');
    assert.deepEqual(
      columns.map(({ type }) => type),
      ['date', 'timestamp', 'long', 'decimal(18,8)', 'double', 'boolean', 'string', 'string'],
    );
    const at = Date.parse('2022-05-01T22:26:00Z');
    assert.deepEqual(rows, [
      ['2022-05-01', at + 123, 9_007_199_254_740_993n, '-0.00010000', 0.0015, true, '', '[1, 2]'],
      [null, at, null, null, NaN, false, null, null],
    ]);
    assert.equal(truncated, false);
    assert.deepEqual(names(), [
      'StartQueryExecution',
      ...Array.from({ length: 3 }, () => 'GetQueryExecution'),
      'GetQueryResults',
    ]);
  });

  it('names workgroup, place of results and catalogue as configured, and puts literals for parameters', async () => {
    script({ states: [{ State: 'SUCCEEDED' }] });
    const options = { workgroup: 'reports', outputLocation: 's3://bucket/results/', catalog: 'Lake' };
    await athenaQueryEngine(options).run("-- :from date\nSELECT ':from', :from", {
      parameters: { from: '2022-05-01' },
    });
    assert.deepEqual(athena.calls[0]?.body, {
      QueryString: "-- :from date\nSELECT ':from', DATE '2022-05-01'",
      QueryExecutionContext: { Catalog: 'Lake' },
      ResultConfiguration: { OutputLocation: 's3://bucket/results/' },
      WorkGroup: 'reports',
      ClientRequestToken: athena.calls[0]?.body['ClientRequestToken'],
    });
  });

  it('fetches page after page, no further than the limit of rows', async () => {
    const rows = Array.from({ length: 4_500 }, (_, i) => [String(i)]);
    const columns = [{ Name: 'n', Type: 'integer' }];
    script({ states: [{ State: 'SUCCEEDED' }], columns, rows });
    const all = await athenaQueryEngine().run('SELECT n');
    assert.deepEqual(
      all.rows,
      rows.map((_, i) => [i]),
    );
    assert.equal(names().filter((name) => name === 'GetQueryResults').length, 5);
    script({ states: [{ State: 'SUCCEEDED' }], columns, rows });
    const some = await athenaQueryEngine().run('SELECT n', { rowLimit: 1_500 });
    assert.deepEqual([some.rows.length, some.rows.at(-1), some.truncated], [1_500, [1_499], true]);
    assert.equal(names().filter((name) => name === 'GetQueryResults').length, 2);
  });

  it('gives the reason of a failure: the statement is refused, or Athena failed', async () => {
    const reason = "SYNTAX_ERROR: line 1:15: Table 'silver.bars' does not exist";
    script({ states: [{ State: 'FAILED', AthenaError: { ErrorCategory: 2, ErrorMessage: reason } }] });
    await assert.rejects(athenaQueryEngine().run('SELECT * FROM silver.bars'), {
      name: 'QueryRefused',
      message: `Athena refuses the query: ${reason}`,
    });
    script({ states: [{ State: 'FAILED', StateChangeReason: 'Insufficient permissions' }] });
    await assert.rejects(athenaQueryEngine().run('SELECT 1'), {
      name: 'QueryFailed',
      message: /^the query failed in Athena \(execution 1{8}-.*\): Insufficient permissions$/,
    });
    script({ states: [{ State: 'CANCELLED', StateChangeReason: 'by an administrator' }] });
    await assert.rejects(athenaQueryEngine().run('SELECT 1'), { name: 'QueryFailed', message: /cancelled in Athena/ });
    script({ states: [], refusal: 'Unable to verify/create output bucket' });
    await assert.rejects(athenaQueryEngine().run('SELECT 1'), {
      name: 'QueryRefused',
      message: 'Athena refuses the query: Unable to verify/create output bucket',
    });
  });

  it('stops the query in Athena when the time is up or nobody waits', async () => {
    script({ states: [{ State: 'RUNNING' }] });
    await assert.rejects(athenaQueryEngine().run('SELECT 1', { timeoutMs: 300 }), {
      name: 'QueryFailed',
      message: 'the query was stopped: it took longer than 0.3 s',
    });
    assert.equal(names().at(-1), 'StopQueryExecution');
    script({ states: [{ State: 'RUNNING' }] });
    const nobody = new AbortController();
    setTimeout(() => nobody.abort(), 300);
    await assert.rejects(athenaQueryEngine().run('SELECT 1', { signal: nobody.signal }), {
      name: 'QueryFailed',
      message: 'the query was cancelled',
    });
    assert.equal(names().at(-1), 'StopQueryExecution');
  });

  it('sends nothing that could change something', async () => {
    script({ states: [{ State: 'SUCCEEDED' }] });
    await assert.rejects(athenaQueryEngine().run('/* */ DROP TABLE silver.bars_1m'), { name: 'QueryRefused' });
    await assert.rejects(athenaQueryEngine().run('EXPLAIN ANALYZE INSERT INTO t SELECT 1'), { name: 'QueryRefused' });
    assert.deepEqual(names(), []);
  });
});
