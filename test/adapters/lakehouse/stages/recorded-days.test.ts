import assert from 'node:assert/strict';
import { buildGold } from '../../../../adapters/lakehouse/stages/gold.ts';
import { buildSilver } from '../../../../adapters/lakehouse/stages/silver.ts';
import { computeFeatures } from '../../../../core/features/compute.ts';
import { FEATURES } from '../../../../core/features/registry.ts';
import { sliceInputs } from '../../../../core/features/slice.ts';
import { signalLabels } from '../../../../core/labels/signal-label.ts';
import { startOfDate } from '../../../../core/pipeline/data-interval.ts';
import { realMinutes } from '../../../core/features/real-minutes.ts';
import { makeLakehouse, rowsOf } from './lakehouse-in-folder.ts';
import type { TemporaryLakehouse } from './lakehouse-in-folder.ts';
import { appendMessages, needRecordings, recordedFunding, recordedKlines } from './recorded-bronze.ts';

const SYMBOL = 'BTCUSDT';
const DAY = 1_440;

describe('silver and gold of recorded days', function () {
  this.timeout(120_000);
  let made: TemporaryLakehouse;

  before(function () {
    needRecordings(this);
  });
  beforeEach(async () => {
    made = await makeLakehouse();
  });
  afterEach(() => made.remove());

  async function bronzeOf(month: string, dates: readonly string[]): Promise<void> {
    const times = dates.map(startOfDate);
    const until = Math.max(...times) + DAY * 60_000;
    await appendMessages(made.lake, [...recordedKlines(month, dates), ...recordedFunding(Math.min(...times), until)]);
  }

  const quietDays = [
    { month: '2022-05', date: '2022-05-01', quiet: 29 },
    { month: '2022-05', date: '2022-05-28', quiet: 35 },
    { month: '2022-09', date: '2022-09-21', quiet: 0 },
    { month: '2022-02', date: '2022-02-15', quiet: 0 },
  ];
  for (const { month, date, quiet } of quietDays) {
    it(`${date}: 1,440 minutes, ${quiet} of them without a trade, three settlements`, async () => {
      await bronzeOf(month, [date]);
      const [day] = await buildSilver(made.lake, { symbol: SYMBOL, dates: [date] });
      assert.deepEqual(day, {
        date,
        rows: DAY + 3,
        missingMinutes: 0,
        quietMinutes: quiet,
        repairedMinutes: 0,
        duplicates: 0,
        disagreements: 0,
      });
      const { status, close, volume, source } = await rowsOf(made.lake, 'silver/bars_1m');
      const lines = recordedKlines(month, [date]).map(({ payload }) => payload.split(',').map(Number));
      assert.deepEqual(
        close,
        lines.map((cells) => cells[4]),
      );
      assert.deepEqual(
        volume,
        lines.map((cells) => cells[5]),
      );
      assert.deepEqual(
        status,
        lines.map((cells) => (cells[8] === 0 ? 'quiet' : 'traded')),
      );
      assert.deepEqual(new Set(source), new Set(['archive']));
    });
  }

  it('gives the numbers of core/features from 1,500 minutes before each day, and the labels of the closes', async () => {
    const dates = ['2022-05-01', '2022-05-02', '2022-05-03', '2022-05-04'];
    await bronzeOf('2022-05', dates);
    await buildSilver(made.lake, { symbol: SYMBOL, dates });
    const report = await buildGold(made.lake, { symbol: SYMBOL, dates });
    assert.deepEqual(
      report.map((day) => day.contextMinutes),
      [0, DAY, 1_500, 1_500],
    );
    assert.deepEqual(
      report.map((day) => day.labelRows),
      [DAY, DAY, DAY, DAY - 3],
    );

    const gold = await made.lake.existing('gold/features_1m');
    const columns = FEATURES.map((feature) => feature.name);
    const read = await gold?.readNumbers({ columns, orderBy: ['open_time'] });
    const minutes = realMinutes('2022-05');
    // Before the first settlement that silver has, no rate is known here.
    const firstSettlement = recordedFunding(startOfDate('2022-05-01'), startOfDate('2022-05-02'))[0]?.eventTime ?? 0;
    const known = minutes.fundingRate.map((rate, row) =>
      (minutes.openTime[row] ?? 0) + 60_000 > firstSettlement ? rate : NaN,
    );
    const day = sliceInputs({ ...minutes, fundingRate: known }, 3 * DAY - 1_500, 4 * DAY);
    for (const [name, expected] of computeFeatures(day)) {
      assert.deepEqual(read?.[name]?.slice(3 * DAY), expected.slice(1_500), name);
    }

    const { forward_move_bps, label } = await rowsOf(made.lake, 'gold/labels_1m');
    const labels = signalLabels(minutes.close.slice(0, 4 * DAY));
    assert.deepEqual(
      label,
      [...labels.label].map((value) => (value === -1 ? null : value)),
    );
    assert.deepEqual(
      forward_move_bps,
      [...labels.forwardMoveBps].map((value) => (Number.isNaN(value) ? null : value)),
    );
  });

  it('changes nothing when it is run again, in whatever order the days came', async () => {
    const dates = ['2022-05-27', '2022-05-28', '2022-05-29', '2022-05-30', '2022-05-31'];
    await bronzeOf('2022-05', dates);
    await buildSilver(made.lake, { symbol: SYMBOL, dates });
    await buildGold(made.lake, { symbol: SYMBOL, dates });
    const features = await rowsOf(made.lake, 'gold/features_1m');
    const labels = await rowsOf(made.lake, 'gold/labels_1m');
    const versions = await made.versions();
    for (const date of dates) {
      await buildSilver(made.lake, { symbol: SYMBOL, dates: [date] });
      await buildGold(made.lake, { symbol: SYMBOL, dates: [date] });
    }
    assert.deepEqual(await made.versions(), versions, 'a run of the same days writes nothing');

    const other = await makeLakehouse();
    try {
      const times = [startOfDate('2022-05-27'), startOfDate('2022-06-01')] as const;
      await appendMessages(other.lake, [...recordedKlines('2022-05', dates), ...recordedFunding(...times)]);
      for (const date of ['2022-05-30', '2022-05-27', '2022-05-31', '2022-05-29', '2022-05-28']) {
        await buildSilver(other.lake, { symbol: SYMBOL, dates: [date] });
        await buildGold(other.lake, { symbol: SYMBOL, dates: [date] });
      }
      assert.deepEqual(await rowsOf(other.lake, 'gold/features_1m'), features);
      assert.deepEqual(await rowsOf(other.lake, 'gold/labels_1m'), labels);
    } finally {
      await other.remove();
    }
  });

  it('knows the last three labels of a day once the next one is there', async () => {
    const dates = ['2022-05-09', '2022-05-10'];
    await bronzeOf('2022-05', dates);
    const build = async (date: string) => {
      await buildSilver(made.lake, { symbol: SYMBOL, dates: [date] });
      return buildGold(made.lake, { symbol: SYMBOL, dates: [date] });
    };
    assert.deepEqual(
      (await build('2022-05-09')).map((day) => day.labelRows),
      [DAY - 3],
    );
    assert.deepEqual(
      (await build('2022-05-10')).map((day) => [day.date, day.labelRows]),
      [
        ['2022-05-09', DAY],
        ['2022-05-10', DAY - 3],
      ],
    );
  });

  it('is made again when silver changes while it is made', async () => {
    const dates = ['2022-05-09', '2022-05-10'];
    await bronzeOf('2022-05', dates);
    await buildSilver(made.lake, { symbol: SYMBOL, dates: ['2022-05-09'] });
    const open = made.lake.table.bind(made.lake);
    let interruptions = 0;
    made.lake.table = async (name) => {
      if (name === 'gold/labels_1m' && interruptions === 0) {
        interruptions += 1;
        await buildSilver(made.lake, { symbol: SYMBOL, dates: ['2022-05-10'] });
      }
      return open(name);
    };
    const report = await buildGold(made.lake, { symbol: SYMBOL, dates: ['2022-05-09'] });
    assert.equal(interruptions, 1);
    // Its last labels look into the day that came in between, and that day's features rest on it.
    assert.deepEqual(
      report.map((day) => [day.date, day.labelRows, day.featureRows]),
      [
        ['2022-05-09', DAY, DAY],
        ['2022-05-10', 0, DAY],
      ],
    );
  });

  it('refuses gold of a day that silver has not', async () => {
    await assert.rejects(
      buildGold(made.lake, { symbol: SYMBOL, dates: ['2022-05-09'] }),
      /silver\/bars_1m has no row of BTCUSDT on 2022-05-09: build silver first/,
    );
  });
});
