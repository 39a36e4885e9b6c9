import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TrinoSQL } from 'dt-sql-parser';
import { DuckDbEngine } from '../../../adapters/lakehouse/delta/duckdb-engine.ts';
import { readSqlHeader } from '../../../adapters/query/sql-header.ts';
import { renderSql } from '../../../adapters/query/sql-parameters.ts';

const HEADER = `-- What it is about,
-- in two lines.
-- :symbol text = BTCUSDT  the pair
-- :from date  first day
-- :at timestamp
-- :n integer
-- :x number
-- unit: bps
`;
const VALUES = { from: '2022-05-01', at: '2022-05-01T22:26', n: '-3', x: '0.5' };

describe('header of a query', () => {
  it('says what it is about, its parameters and its units', () => {
    assert.deepEqual(readSqlHeader(`${HEADER}SELECT 1`), {
      description: 'What it is about, in two lines.',
      parameters: [
        { name: 'symbol', type: 'text', byDefault: 'BTCUSDT', description: 'the pair' },
        { name: 'from', type: 'date', description: 'first day' },
        { name: 'at', type: 'timestamp', description: '' },
        { name: 'n', type: 'integer', description: '' },
        { name: 'x', type: 'number', description: '' },
      ],
      unit: 'bps',
    });
    assert.deepEqual(readSqlHeader('SELECT 1 -- :a date'), { description: '', parameters: [], unit: '' });
  });

  it('is refused for an unknown type and for a parameter twice', () => {
    assert.throws(() => readSqlHeader('-- :a day\nSELECT :a'), {
      name: 'QueryRefused',
      message:
        'the header declares :a as "day", which is no type; right is one of text, date, timestamp, integer, number',
    });
    assert.throws(() => readSqlHeader('-- :a date\n-- :a text\nSELECT :a'), /declares :a twice/);
  });
});

describe('parameters of a query', () => {
  const rendered = (sql: string, values = {}) =>
    renderSql(`${HEADER}${sql}`, { ...VALUES, ...values }).text.slice(HEADER.length);

  it('become literals of their types', () => {
    assert.equal(
      rendered('SELECT :symbol, :from, :at, 1-:n, :x'),
      "SELECT 'BTCUSDT', DATE '2022-05-01', TIMESTAMP '2022-05-01 22:26:00.000 UTC', 1-(-3), 0.5",
    );
  });

  it('are left alone in strings, names, comments, casts and slices', () => {
    const sql = `SELECT ':from', 'it''s :n', ":at", x::date, a[1:n] /* :x */ -- :symbol`;
    assert.equal(rendered(sql), sql);
  });

  it('never let a text out of its quotes', async () => {
    const engine = new DuckDbEngine();
    try {
      await engine.withConnection(async (connection) => {
        const text = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((value) => !/\p{Cc}/u.test(value));
        const nasty = fc.constantFrom("'", "''", "\\'", "'; DROP TABLE t; --", '/*', '$$', ':n', '"');
        const values = fc.oneof(
          text,
          nasty,
          fc.array(fc.oneof(text, nasty), { maxLength: 4 }).map((all) => all.join('')),
        );
        await fc.assert(
          fc.asyncProperty(
            values.filter((value) => value.length <= 200),
            async (symbol) => {
              const answer = await connection.runAndReadAll(rendered('SELECT :symbol AS said', { symbol }));
              assert.deepEqual(answer.getRows(), [[symbol]]);
            },
          ),
        );
      });
    } finally {
      await engine.close();
    }
  });

  it('are read by Trino in the same form', () => {
    const sql = rendered('SELECT :symbol, :from, :at, 1-:n, :x', { symbol: "it's" });
    assert.deepEqual(new TrinoSQL().validate(sql), []);
  });

  it('are refused when a value is missing, wrong or of nothing', () => {
    const refused = (values: Record<string, string>, message: RegExp) =>
      assert.throws(() => renderSql(`${HEADER}SELECT 1`, values), { name: 'QueryRefused', message });
    refused({}, /^the parameter from \(first day\) has no value; it is a date such as 2022-05-09$/);
    refused({ ...VALUES, from: '2022-02-30' }, /^the parameter from is "2022-02-30", and must be a date such as/);
    refused({ ...VALUES, from: "2022-02-01' OR true" }, /must be a date/);
    refused({ ...VALUES, at: '22:26' }, /must be a time such as 2022-05-09T12:30, UTC$/);
    refused({ ...VALUES, n: '1; DROP TABLE t' }, /must be an integer such as 10$/);
    refused({ ...VALUES, n: '1e3' }, /integer/);
    refused({ ...VALUES, x: 'NaN' }, /number/);
    refused({ ...VALUES, symbol: 'a\nb' }, /must be a text/);
    refused({ ...VALUES, day: '1' }, /^the query has no parameter day; it has symbol, from, at, n, x$/);
    assert.throws(() => renderSql('SELECT 1,\n :a'), /^QueryRefused: :a on line 2 is not declared/);
  });

  it('keep the way back to the place in the query as it was written', () => {
    const sql = '-- :from date\nSELECT :from, :from, wrong';
    const { text, originalOffset } = renderSql(sql, { from: '2022-05-01' });
    assert.equal(originalOffset(text.indexOf('wrong')), sql.indexOf('wrong'));
    assert.equal(originalOffset(text.indexOf('SELECT')), sql.indexOf('SELECT'));
  });
});
