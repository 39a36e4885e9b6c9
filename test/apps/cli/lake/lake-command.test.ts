import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { LAKE_TABLE_NAMES } from '../../../../adapters/lakehouse/tables/all-tables.ts';
import { fillRealLake } from '../../../adapters/query/real-lake.ts';
import { needRealMinutes } from '../../../core/features/real-minutes.ts';
import { capturedCommand } from './captured-command.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const day = z.iso.date();
const count = z.int().min(0);

/** What each command prints with --json. */
const SHAPES = {
  ls: z.strictObject({
    lake: z.string(),
    tables: z.array(
      z.strictObject({
        name: z.enum(LAKE_TABLE_NAMES),
        version: count,
        rows: count,
        files: count,
        bytes: count,
        firstDate: day.optional(),
        lastDate: day.optional(),
      }),
    ),
  }),
  describe: z.strictObject({
    name: z.enum(LAKE_TABLE_NAMES),
    version: count,
    rows: count,
    files: count,
    bytes: count,
    firstDate: day.optional(),
    lastDate: day.optional(),
    description: z.string().nullable(),
    partitionColumns: z.array(z.string()),
    appendOnly: z.boolean(),
    columns: z.array(
      z.strictObject({ name: z.string(), type: z.string(), nullable: z.boolean(), comment: z.string().nullable() }),
    ),
    history: z.array(
      z.strictObject({
        version: count,
        time: z.iso.datetime().nullable(),
        operation: z.string().nullable(),
        parameters: z.record(z.string(), z.string()),
        filesAdded: count,
        filesRemoved: count,
      }),
    ),
  }),
  query: z.strictObject({
    columns: z.array(z.strictObject({ name: z.string(), type: z.string() })),
    rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
    truncated: z.boolean(),
  }),
  gaps: z.strictObject({
    first: day,
    last: day,
    minutes: z.strictObject({ traded: count, quiet: count, missing: count }),
    missingMinutes: z.array(
      z.strictObject({ symbol: z.string(), first: z.iso.datetime(), last: z.iso.datetime(), minutes: count }),
    ),
    missingDays: z.array(z.strictObject({ table: z.enum(LAKE_TABLE_NAMES), first: day, last: day, days: count })),
  }),
  compact: z.strictObject({
    dryRun: z.boolean(),
    tables: z.array(
      z.strictObject({
        table: z.enum(LAKE_TABLE_NAMES),
        filesRemoved: count,
        filesAdded: count,
        bytes: count,
        version: count,
      }),
    ),
  }),
  vacuum: z.strictObject({
    dryRun: z.boolean(),
    tables: z.array(z.strictObject({ table: z.enum(LAKE_TABLE_NAMES), files: z.array(z.string()), bytes: count })),
  }),
} as const;

describe('minutehand lake', () => {
  let folder: string;
  let lake: string;

  before(async function () {
    needRealMinutes(this);
    folder = mkdtempSync(path.join(tmpdir(), 'minutehand-lake-command-'));
    lake = path.join(folder, 'lake');
    await fillRealLake(lake);
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  async function json<K extends keyof typeof SHAPES>(command: K, ...args: string[]) {
    const { code, stdout, stderr } = await capturedCommand(['lake', command, ...args, '--lake', lake, '--json']);
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(stdout.trim().split('\n').length, 1);
    return SHAPES[command].parse(JSON.parse(stdout)) as z.infer<(typeof SHAPES)[K]>;
  }

  async function text(columns: number, ...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await capturedCommand(['lake', ...args, '--data-dir', folder], columns);
    assert.deepEqual([code, stderr], [0, '']);
    for (const line of stdout.split('\n')) assert.ok(line.length <= columns, `${line.length} columns: ${line}`);
    return stdout;
  }

  it('ls tells rows, files, size, days and version of each table that is there', async () => {
    const { tables } = await json('ls');
    const bars = tables.find(({ name }) => name === 'silver/bars_1m');
    assert.deepEqual(
      { ...bars, bytes: 0 },
      {
        name: 'silver/bars_1m',
        ...{ version: 3, rows: 4320, files: 3, bytes: 0, firstDate: '2022-05-01', lastDate: '2022-05-04' },
      },
    );
    assert.equal(tables.length, 6);
    assert.match(await text(80, 'ls'), /^silver\/bars_1m {7}4,320 {6}3 .* kB {2}2022-05-01 {2}2022-05-04 {8}3$/m);
    assert.match(await text(40, 'ls'), /^-- row 2\ntable {4}silver\/bars_1m\nrows {5}4,320$/m);
  });

  it('describe tells columns, partitions and the last commits', async () => {
    const bars = await json('describe', 'silver.bars_1m');
    assert.deepEqual(bars.columns[3], {
      name: 'status',
      type: 'string',
      nullable: false,
      comment: 'traded, quiet or missing',
    });
    assert.deepEqual(
      bars.history.map(({ version, operation, filesAdded }) => [version, operation, filesAdded]),
      [
        [3, 'WRITE', 1],
        [2, 'WRITE', 1],
        [1, 'WRITE', 1],
        [0, 'CREATE TABLE', 0],
      ],
    );
    const kline = await json('describe', 'kline_1m');
    assert.deepEqual([kline.partitionColumns, kline.appendOnly], [['date', 'hour'], true]);
    for (const columns of [80, 160]) {
      assert.match(await text(columns, 'describe', 'bars_1m'), /^open_time +timestamp +yes$/m);
      await text(columns, 'describe', 'features_1m');
    }
  });

  it('query runs a statement, or a file with its parameters', async () => {
    const answer = await json(
      'query',
      "SELECT open_time, status, close, trades, date FROM silver.bars_1m WHERE status = 'missing' ORDER BY open_time LIMIT 1",
    );
    assert.deepEqual(answer.rows, [
      { open_time: '2022-05-02T10:00:00.000Z', status: 'missing', close: null, trades: null, date: '2022-05-02' },
    ]);
    const report = ['--file', path.join(ROOT, 'sql/bars-by-day.sql'), '--param', 'from=2022-05-02'];
    assert.deepEqual(
      (await json('query', ...report)).rows.map(({ date }) => date),
      ['2022-05-02', '2022-05-04'],
    );
    assert.match(await text(160, 'query', ...report), /^2022-05-02 {2}38440.2 .*\n[^]*\(2 rows\)\n$/m);
    assert.match(await text(80, 'query', ...report), /^-- row 1\ndate {13}2022-05-02$/m);
    const few = ['query', 'SELECT open_time FROM silver.bars_1m ORDER BY open_time', '--limit', '2'];
    assert.match(await text(80, ...few), /2022-05-01 00:01:00\n\(the first 2 rows; --limit shows more\)\n$/);
    const nasty = await text(80, 'query', "SELECT chr(27) || '[2J' AS screen");
    assert.match(nasty, /^·\[2J$/m);
  });

  it('gaps tells missing minutes and days without a partition', async () => {
    const gaps = await json('gaps');
    assert.deepEqual(gaps.minutes, { traded: 4289, quiet: 29, missing: 2 });
    assert.deepEqual(gaps.missingMinutes, [
      { symbol: 'BTCUSDT', first: '2022-05-02T10:00:00.000Z', last: '2022-05-02T10:01:00.000Z', minutes: 2 },
    ]);
    assert.deepEqual(gaps.missingDays[2], {
      table: 'gold/features_1m',
      ...{ first: '2022-05-03', last: '2022-05-04', days: 2 },
    });
    const one = await json('gaps', '--from', '2022-05-01', '--to', '2022-05-01');
    assert.deepEqual([one.minutes.traded, one.missingMinutes, one.missingDays], [1411, [], []]);
    assert.match(await text(80, 'gaps'), /^BTCUSDT {2}2022-05-02 10:00:00 {2}2022-05-02 10:01:00 {8}2$/m);
  });

  it('compact joins small files, and only says so with --dry-run', async () => {
    const wanted = { table: 'bronze/kline_1m', filesRemoved: 2, filesAdded: 1 };
    const bronze = ({ tables }: z.infer<typeof SHAPES.compact>) => {
      const [{ table, filesRemoved, filesAdded } = assert.fail('no table')] = tables;
      return { table, filesRemoved, filesAdded };
    };
    assert.deepEqual(bronze(await json('compact', '--dry-run')), wanted);
    assert.deepEqual(bronze(await json('compact', 'kline_1m')), wanted);
    assert.deepEqual(bronze(await json('compact', 'kline_1m')), { ...wanted, filesRemoved: 0, filesAdded: 0 });
    const [state] = (await json('ls')).tables;
    assert.deepEqual([state?.files, state?.rows], [1, 70]);
    assert.match(await text(80, 'compact', '--dry-run'), /\(dry run: nothing was changed\)\n$/);
  });

  it('vacuum deletes what left a table long ago, and only says so with --dry-run', async () => {
    // A file of a writer that was killed ten days ago.
    const stray = path.join(lake, 'silver/funding/date=2022-05-01/part-00000-stray.c000.zstd.parquet');
    writeFileSync(stray, 'half');
    const then = Date.now() / 1_000 - 10 * 86_400;
    utimesSync(stray, then, then);
    const expected = [{ table: 'silver/funding', files: [path.relative(lake, stray)], bytes: 4 }];
    assert.deepEqual((await json('vacuum', 'silver/funding', '--dry-run')).tables, expected);
    assert.deepEqual((await json('vacuum', 'silver/funding', '--older-than', '11')).tables[0]?.files, []);
    assert.deepEqual((await json('vacuum', 'silver/funding')).tables, expected);
    assert.equal((await readdir(path.dirname(stray))).length, 1);
  });

  const refusals: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no command', [], /^a command is missing; --help names them\n$/],
    ['no command of lake', ['lake'], /^a command is missing; --help names them\n$/],
    [
      'an unknown command',
      ['lake', 'lss'],
      /^unknown command 'lss'; Did you mean ls\?; --help explains every option\n$/,
    ],
    ['an unknown option', ['lake', 'ls', '--jsn'], /^unknown option '--jsn'; Did you mean --json\?; --help .*\n$/],
    [
      'a stray word',
      ['lake', 'ls', 'bars'],
      /^too many arguments for 'ls': expected 0 arguments but got 1; --help .*\n$/,
    ],
    [
      'an unknown table',
      ['lake', 'describe', 'bars_1n'],
      /^there is no table "bars_1n"; near to it are silver\/bars_1m, .*\n$/,
    ],
    [
      'a name of two tables',
      ['lake', 'describe', 'funding'],
      /^"funding" could be bronze\/funding or silver\/funding: name the layer\n$/,
    ],
    [
      'a table never written',
      ['lake', 'describe', 'book_1m'],
      /^nothing was written to silver\/book_1m in .* yet; .*\n$/,
    ],
    [
      'a bad date',
      ['lake', 'gaps', '--from', '2022-02-30'],
      /^--from: "2022-02-30" is not a date; right is a UTC day .*\n$/,
    ],
    [
      'days the wrong way round',
      ['lake', 'gaps', '--from', '2022-05-02', '--to', '2022-05-01'],
      /^--from 2022-05-02 comes after --to 2022-05-01\n$/,
    ],
    [
      'bad SQL',
      ['lake', 'query', 'SELECT foo FROM silver.bars_1m'],
      /^line 1, column 8: Referenced column "foo" not found .*\n$/,
    ],
    ['SQL that writes', ['lake', 'query', 'DROP VIEW silver.bars_1m'], /^"DROP" is refused: .*\n$/],
    ['no statement', ['lake', 'query'], /^a query is either a statement or --file FILE: give one of them\n$/],
    ['a file that is not there', ['lake', 'query', '--file', 'no.sql'], /^--file can't be read: .*no\.sql.*\n$/],
    [
      'a parameter without a value',
      ['lake', 'query', 'SELECT 1', '--param', 'from'],
      /^--param is "from", and must be name=value, .*\n$/,
    ],
    [
      'a limit that is no number',
      ['lake', 'query', 'SELECT 1', '--limit', 'ten'],
      /^option '--limit <rows>' argument 'ten' is invalid: right is a whole number from 1 to 1000000; --help .*\n$/,
    ],
    [
      'a retention too short',
      ['lake', 'vacuum', '--older-than', '1'],
      /^--older-than is 1, and must be 7 or more: .*\n$/,
    ],
    [
      'options of another engine',
      ['lake', 'query', 'SELECT 1', '--athena-output', 's3://b/p/'],
      /^--athena-workgroup, .* are for --engine athena\n$/,
    ],
  ];
  for (const [what, args, message] of refusals) {
    it(`refuses ${what} with one sentence and exit code 2`, async () => {
      const isCommand = args.length > 1;
      const { code, stdout, stderr } = await capturedCommand([...args, ...(isCommand ? ['--data-dir', folder] : [])]);
      assert.match(stderr, message);
      assert.deepEqual([code, stdout], [2, '']);
    });
  }

  it('refuses a place without a lake, and two places', async () => {
    const nowhere = await capturedCommand(['lake', 'ls', '--lake', path.join(folder, 'none')]);
    assert.match(nowhere.stderr, /^there is no lake in .*none: none of its tables is there; .*\n$/);
    const two = await capturedCommand(['lake', 'ls', '--lake', lake, '--data-dir', folder]);
    assert.match(two.stderr, /^--lake and --data-dir both say where the lake is: give one of them\n$/);
    const wrong = await capturedCommand(['lake', 'ls', '--lake', 'http://lake']);
    assert.match(wrong.stderr, /^--lake: "http:\/\/lake" can't be a lake's place; right is .*\n$/);
    assert.deepEqual([nowhere.code, two.code, wrong.code], [2, 2, 2]);
  });
});

describe('the minutehand program', () => {
  it('runs from the checkout and prints its help, of each command too', () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ['apps/cli/minutehand.mjs', ...args], {
        cwd: ROOT,
        encoding: 'utf8',
        timeout: 60_000,
      });
    const { status, stdout, stderr } = run('lake', 'query', '--help');
    assert.match(stdout, /^Usage: minutehand lake query \[options\] \[sql\]/);
    assert.deepEqual([status, stderr], [0, '']);
    assert.equal(run('lake', 'drop').status, 2);
  });

  it('has help for every command', async () => {
    for (const name of ['ls', 'describe', 'query', 'gaps', 'compact', 'vacuum']) {
      const { code, stdout } = await capturedCommand(['lake', name, '--help']);
      assert.match(stdout, new RegExp(`^Usage: minutehand lake ${name}`));
      for (const option of ['--data-dir', '--lake', '--json']) assert.ok(stdout.includes(option), option);
      assert.equal(code, 0);
    }
  });
});
