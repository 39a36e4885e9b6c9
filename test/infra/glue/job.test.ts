import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { buildGold } from '../../../adapters/lakehouse/stages/gold.ts';
import { buildSilver } from '../../../adapters/lakehouse/stages/silver.ts';
import { LAKE_TABLES } from '../../../adapters/lakehouse/tables/all-tables.ts';
import type { LakeTable } from '../../../adapters/lakehouse/tables/all-tables.ts';
import { DAY_MS } from '../../../core/market/bar.ts';
import { dateOf, datesOf, startOfDate } from '../../../core/pipeline/data-interval.ts';
import { randomStream } from '../../../core/simulation/random.ts';
import { needSparkSession } from '../../adapters/glue/spark-session.ts';
import type { SparkSession } from '../../adapters/glue/spark-session.ts';
import {
  appendMessages,
  needRecordings,
  recordedFunding,
  recordedKlines,
} from '../../adapters/lakehouse/stages/recorded-bronze.ts';
import type { Message } from '../../adapters/lakehouse/stages/recorded-bronze.ts';
import { messyBooks, messyKlines, messyTrades } from './messy-days.ts';

const SYMBOL = 'BTCUSDT';
/** Relative. A difference near zero has lost digits of what it is a difference of; both sides lose the same ones here. */
const TOLERANCE = 1e-9;
const SILVER: readonly LakeTable[] = ['silver/bars_1m', 'silver/flow_1m', 'silver/book_1m', 'silver/funding'];
const GOLD: readonly LakeTable[] = ['gold/features_1m', 'gold/labels_1m'];

describe('the Glue job', function () {
  this.timeout(300_000);
  let spark: SparkSession;
  let root: string;
  let ours: Lakehouse;
  let theirs: Lakehouse;

  before(async function () {
    needRecordings(this);
    spark = await needSparkSession(this);
  });
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'minutehand-glue-job-'));
    ours = lakeIn('ours');
    theirs = lakeIn('theirs');
  });
  afterEach(async () => {
    await ours?.close();
    await theirs?.close();
    if (root) await rm(root, { recursive: true, force: true });
  });

  const lakeIn = (name: string) =>
    new Lakehouse({ kind: 'folder', folder: path.join(root, name) }, { memoryLimit: '512MB', threads: 2 });
  const days = (from: string, to: string) => datesOf({ from: startOfDate(from), to: startOfDate(to) });

  /** The same bronze for both. */
  async function bronze(messages: readonly Message[]): Promise<void> {
    await appendMessages(ours, messages);
    await cp(path.join(root, 'ours'), path.join(root, 'theirs'), { recursive: true });
  }

  const job = (from: string, to: string, stages = 'silver,gold') =>
    spark.job({
      '--JOB_NAME': 'minutehand',
      '--lake': path.join(root, 'theirs'),
      '--symbol': SYMBOL,
      '--from': from,
      '--to': to,
      '--stages': stages,
    });

  /** Every row and column, numbers to TOLERANCE. Resolves with the number of rows. */
  async function checkAlike(name: LakeTable): Promise<number> {
    const time = name === 'silver/funding' ? 'funding_time' : 'open_time';
    const read = async (lake: Lakehouse) => (await lake.table(name)).read({ orderBy: ['symbol', time] });
    const [expected, actual] = [await read(ours), await read(theirs)];
    const rows = expected[time]?.length ?? 0;
    for (const { name: column, type } of LAKE_TABLES[name].columns) {
      const [one, other] = [actual[column] ?? [], expected[column] ?? []];
      assert.equal(one.length, rows, `rows of ${name}`);
      for (let row = 0; row < rows; row += 1) {
        const [a, b] = [one[row], other[row]];
        if (a === b) continue;
        const close = type === 'double' && typeof a === 'number' && typeof b === 'number';
        if (close && Math.abs(a - b) <= TOLERANCE * Math.abs(b)) continue;
        assert.fail(`${name}.${column} at ${String(expected[time]?.[row])}: ${String(a)} by Spark, ${String(b)} here`);
      }
    }
    return rows;
  }

  it('gives every feature and label of every minute of a month as the TypeScript stages do', async () => {
    const [from, to] = ['2022-05-01', '2022-06-01'];
    const dates = days(from, to);
    await bronze([...recordedKlines('2022-05'), ...recordedFunding(startOfDate(from), startOfDate(to))]);
    await buildSilver(ours, { symbol: SYMBOL, dates });
    await buildGold(ours, { symbol: SYMBOL, dates });
    const said = await job(from, to);
    assert.equal(said.at(-1), 'progress gold: gold/labels_1m is written');
    for (const name of [...SILVER, ...GOLD]) await checkAlike(name);
    assert.equal(await checkAlike('gold/features_1m'), 31 * 1_440);
  });

  it('keeps the same rules on bad days: gaps, sources that disagree, trades, books, another symbol', async () => {
    const random = randomStream(20_220_901);
    const [from, to] = ['2022-09-20', '2022-09-23'];
    const start = startOfDate(from);
    await bronze([
      ...messyKlines('2022-09', days(from, to), random),
      ...messyTrades(start, 20_000, random),
      ...messyBooks(start + DAY_MS, 4_000, random),
      ...recordedFunding(start, startOfDate(to)),
    ]);
    await buildSilver(ours, { symbol: 'ETHUSDT', dates: days(from, to) });
    await cp(path.join(root, 'ours'), path.join(root, 'theirs'), { recursive: true });
    // One day after the other, from the last: what depends on a day is made again when it comes.
    for (const date of days(from, to).reverse()) {
      await buildSilver(ours, { symbol: SYMBOL, dates: [date] });
      await buildGold(ours, { symbol: SYMBOL, dates: [date] });
    }
    await job(from, to);
    for (const name of [...SILVER, ...GOLD]) await checkAlike(name);

    const versions = async () =>
      Promise.all([...SILVER, ...GOLD].map(async (name) => (await (await theirs.table(name)).snapshot()).version));
    const before = await versions();
    const said = await job(from, dateOf(start + DAY_MS));
    assert.equal(said.filter((line) => line.endsWith('is the same as before')).length, 6, said.join('\n'));
    assert.deepEqual(await versions(), before, 'a run of the same days writes nothing');
    // Each goes on where the other has written.
    await buildGold(theirs, { symbol: SYMBOL, dates: days(from, to) });
    for (const name of GOLD) await checkAlike(name);
  });

  it('stops at a message that it can not read, and at arguments that can not be, saying what would be right', async () => {
    const date = '2022-05-09';
    const klines = recordedKlines('2022-05', [date]);
    await bronze([...klines, { ...klines[3]!, payload: 'open_time,open,high' }]);
    await assert.rejects(
      job(date, '2022-05-10'),
      /UnreadableBronze: 1 message of bronze\/kline_1m can't be read, the first from archive BTCUSDT-1m.zip: "open_time,open,high"; right is a complete/,
    );
    assert.equal(await theirs.existing('silver/bars_1m'), undefined);
    await assert.rejects(
      job(date, '2022-05-10', 'gold'),
      /NoSilver: silver\/bars_1m has no row of BTCUSDT on 2022-05-09/,
    );
    await assert.rejects(job(date, date), /BadArguments: the interval 2022-05-09 to 2022-05-09 is empty/);
    await assert.rejects(job('9 May', date), /--from is "9 May"; right is a UTC day such as 2022-05-09/);
    await assert.rejects(job(date, '2022-05-10', 'gold,silver'), /--stages is "gold,silver"; right is one or more/);
  });
});
