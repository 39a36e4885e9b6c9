import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createEtlActivities } from '../../../activities/pipeline/etl.ts';
import { createStageJobActivities } from '../../../activities/pipeline/stage-job.ts';
import { buildGold } from '../../../adapters/lakehouse/stages/gold.ts';
import { buildSilver } from '../../../adapters/lakehouse/stages/silver.ts';
import type { StageJobRequest } from '../../../activities/pipeline/stage-job-contract.ts';
import type { StageResult } from '../../../core/pipeline/etl/stages.ts';
import { makeLakehouse } from '../../adapters/lakehouse/stages/lakehouse-in-folder.ts';
import type { TemporaryLakehouse } from '../../adapters/lakehouse/stages/lakehouse-in-folder.ts';
import { appendMessages, needRecordings, recordedKlines } from '../../adapters/lakehouse/stages/recorded-bronze.ts';

const symbol = 'BTCUSDT';
const dates = ['2022-09-20', '2022-09-21'];
const runner = {
  run: () => Promise.resolve({ runId: 'jr_1' }),
};

/** The stages stand in for the job, which is held against them elsewhere. */
describe('a stage by a job, on recorded days', function () {
  this.timeout(60_000);
  let made: TemporaryLakehouse;
  before(function () {
    needRecordings(this);
  });
  beforeEach(async () => {
    made = await makeLakehouse();
    await appendMessages(made.lake, recordedKlines('2022-09', dates).slice(0, -30));
  });
  afterEach(() => made.remove());

  const activities = (lake = made.lake, askKlines?: () => Promise<[]>) =>
    createStageJobActivities({
      ...{ lake, lakeAddress: '/lake', place: { kind: 'glue', timeoutMs: 1_000 }, runner },
      ...(askKlines && { askKlines }),
    });
  const run = <T>(work: () => Promise<T>): Promise<T> => new MockActivityEnvironment().run(work);
  const byJob = async (stage: StageJobRequest['stage'], job: () => Promise<unknown>): Promise<StageResult | null> => {
    const request = { symbol, dates, stage };
    const before = await run(() => activities().prepareStageJob(request));
    await job();
    return run(() => activities().judgeStageJob({ ...request, before }));
  };
  const silver = () => buildSilver(made.lake, { symbol, dates });
  const gold = () => buildGold(made.lake, { symbol, dates });

  it('has the result that the worker itself would have, and none the second time', async () => {
    const other = await makeLakehouse();
    try {
      await appendMessages(other.lake, recordedKlines('2022-09', dates).slice(0, -30));
      const own = createEtlActivities({ lake: other.lake, marketTime: () => Promise.resolve(0) });
      assert.deepEqual(await byJob('silver', silver), await run(() => own.buildSilverStage({ symbol, dates })));
      assert.deepEqual(await byJob('gold', gold), await run(() => own.buildGoldStage({ symbol, dates })));
    } finally {
      await other.remove();
    }
    assert.equal((await byJob('silver', silver))?.status, 'unchanged');
    assert.equal((await byJob('gold', gold))?.status, 'unchanged');
  });

  it('asks the exchange for what bronze lacks, before the job', async () => {
    let asked = 0;
    const ask = async (): Promise<[]> => {
      asked += 1;
      return [];
    };
    const { klines } = await run(() => activities(made.lake, ask).prepareStageJob({ symbol, dates, stage: 'silver' }));
    assert.equal(asked, 1);
    assert.deepEqual(
      klines?.map(({ missingMinutes }) => missingMinutes),
      [0, 30],
    );
    await run(() => activities(made.lake, ask).prepareStageJob({ symbol, dates, stage: 'silver', repair: false }));
    assert.equal(asked, 1);
  });

  it('has no result for gold of a silver that is another one by now', async () => {
    await silver();
    const result = await byJob('gold', async () => {
      await gold();
      await appendMessages(made.lake, recordedKlines('2022-09', dates).slice(-30));
      await silver();
    });
    assert.equal(result, null);
  });

  it('is refused for days that silver has not', async () => {
    await assert.rejects(
      byJob('silver', () => Promise.resolve()),
      {
        type: 'StageRefused',
        message: 'silver/bars_1m has no row of BTCUSDT on 2022-09-20',
      },
    );
  });
});
