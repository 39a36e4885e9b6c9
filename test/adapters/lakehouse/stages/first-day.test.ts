import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createEtlActivities } from '../../../../activities/pipeline/etl.ts';
import { startOfDate } from '../../../../core/pipeline/data-interval.ts';
import type { StageResult } from '../../../../core/pipeline/etl/stages.ts';
import { makeLakehouse } from './lakehouse-in-folder.ts';
import type { TemporaryLakehouse } from './lakehouse-in-folder.ts';
import { appendMessages, needRecordings, recordedKlines } from './recorded-bronze.ts';

const DATES = ['2022-05-02', '2022-05-03', '2022-05-04'] as const;
const [FIRST, SECOND, THIRD] = DATES;

describe('a market that begins in the middle of a day', function () {
  this.timeout(60_000);
  let made: TemporaryLakehouse;
  before(function () {
    needRecordings(this);
  });
  beforeEach(async () => {
    made = await makeLakehouse();
  });
  afterEach(() => made.remove());

  const activities = () => createEtlActivities({ lake: made.lake, marketTime: () => Promise.resolve(0) });
  const run = (stage: 'silver' | 'gold', dates: readonly string[]): Promise<StageResult> =>
    new MockActivityEnvironment().run(activities()[stage === 'silver' ? 'buildSilverStage' : 'buildGoldStage'], {
      symbol: 'BTCUSDT',
      dates,
    });

  /** In bronze: everything of the days but what comes before minute `from` of the first one, and what `gone` says. */
  async function record(from: number, gone: (minute: number) => boolean = () => false): Promise<void> {
    const start = startOfDate(FIRST);
    const klines = recordedKlines('2022-05', DATES).filter(({ eventTime }) => {
      const minute = (eventTime - start) / 60_000;
      return minute >= from && !gone(minute);
    });
    await appendMessages(made.lake, klines);
  }

  it('gives a first day with a warning that says when, and all days after it, day by day', async () => {
    await record(900);
    const silver = await run('silver', [FIRST]);
    assert.equal(silver.verdict, 'warn');
    assert.match(
      silver.findings[0]?.sentence ?? '',
      /^the market begins at 2022-05-02 15:00 UTC, 900 minutes into the day; 0 of 540 minutes are missing/,
    );
    assert.equal((await run('gold', [FIRST])).verdict, 'pass');
    for (const date of [SECOND, THIRD]) {
      const [bars, features] = [await run('silver', [date]), await run('gold', [date])];
      assert.deepEqual([date, bars.findings, features.findings], [date, [], []]);
    }
  });

  it('gives the same for all days at once', async () => {
    await record(900);
    assert.deepEqual(
      (await run('silver', DATES)).findings.map(({ date, check, verdict }) => [date, check, verdict]),
      [[FIRST, 'missing-minutes', 'warn']],
    );
    assert.deepEqual((await run('gold', DATES)).findings, []);
  });

  it('does not excuse minutes that are missing after the beginning, or on a later day', async () => {
    await record(900, (minute) => (minute >= 1_000 && minute < 1_200) || (minute >= 1_440 && minute < 1_640));
    const { findings } = await run('silver', DATES);
    assert.deepEqual(
      findings.filter(({ verdict }) => verdict === 'stop').map(({ date, numbers }) => [date, numbers['missing']]),
      [
        [FIRST, 200],
        [SECOND, 200],
      ],
    );
  });
});
