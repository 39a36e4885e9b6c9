import assert from 'node:assert/strict';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { EtlActivities } from '../../../activities/pipeline/etl-contract.ts';
import { createEtlActivities } from '../../../activities/pipeline/etl.ts';
import { ExchangeError } from '../../../adapters/exchange/port.ts';
import { makeLakehouse, rowsOf } from '../../adapters/lakehouse/stages/lakehouse-in-folder.ts';
import type { TemporaryLakehouse } from '../../adapters/lakehouse/stages/lakehouse-in-folder.ts';
import { appendMessages, needRecordings, recordedKlines } from '../../adapters/lakehouse/stages/recorded-bronze.ts';

const symbol = 'BTCUSDT';
const DATES = ['2022-09-20', '2022-09-21'];

describe('the activities of the ETL', function () {
  this.timeout(60_000);
  let made: TemporaryLakehouse;
  let activities: EtlActivities;
  let environment: MockActivityEnvironment;
  let heartbeats: unknown[];

  before(function () {
    needRecordings(this);
  });
  beforeEach(async () => {
    made = await makeLakehouse();
    activities = createEtlActivities({ lake: made.lake, marketTime: async () => Date.parse('2022-09-22T00:10:00Z') });
    environment = new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });
    heartbeats = [];
    environment.on('heartbeat', (step: unknown) => heartbeats.push(step));
  });
  afterEach(() => made.remove());

  const run = <Request, Result>(activity: (request: Request) => Promise<Result>, request: Request) =>
    environment.run<[Request], Result, typeof activity>(activity, request);

  it('build recorded days with a minute of 5.4 %, warn, write a row a stage, and change nothing the second time', async () => {
    await appendMessages(made.lake, recordedKlines('2022-09', DATES));
    const silver = await run(activities.buildSilverStage, { symbol, dates: DATES });
    assert.deepEqual(
      { ...silver, findings: [] },
      {
        stage: 'silver',
        status: 'succeeded',
        rows: 2_880,
        missingMinutes: 0,
        repairedMinutes: 0,
        duplicates: 0,
        verdict: 'warn',
        findings: [],
      },
    );
    assert.match(silver.findings[0]?.sentence ?? '', /the largest move of a close is \d+ bps at 2022-09-21 18:0\d UTC/);
    const gold = await run(activities.buildGoldStage, { symbol, dates: DATES });
    assert.deepEqual([gold.status, gold.rows, gold.verdict], ['succeeded', 2_880, 'pass']);
    assert.ok(heartbeats.includes('klines') && heartbeats.includes('features of 2022-09-21'), String(heartbeats));

    const times = { startedAt: 1_000, finishedAt: 2_000 };
    for (const outcome of [gold, gold]) {
      await run(activities.recordStageRun, { stage: 'gold', symbol, dates: DATES, ...times, outcome });
    }
    await run(activities.recordStageRun, {
      stage: 'compact',
      symbol,
      dates: DATES,
      ...times,
      outcome: { failure: 'no disk' },
    });
    const runs = await rowsOf(made.lake, 'audit/pipeline_runs', 'stage');
    assert.deepEqual(
      [runs['stage'], runs['status'], runs['message']],
      [
        ['compact', 'gold'],
        ['failed', 'succeeded'],
        ['no disk', null],
      ],
    );
    assert.equal(await run(activities.findLastSuccess, { symbol, stage: 'gold' }), '2022-09-21');
    assert.equal(await run(activities.findLastSuccess, { symbol, stage: 'compact' }), null);
    assert.deepEqual(await run(activities.findSucceededIntervals, { symbol, stage: 'gold' }), [
      { from: '2022-09-20', to: '2022-09-22' },
    ]);

    assert.equal((await run(activities.buildSilverStage, { symbol, dates: DATES })).status, 'unchanged');
    assert.equal((await run(activities.buildGoldStage, { symbol, dates: DATES })).status, 'unchanged');
  });

  it('join the small files of a day in bronze', async () => {
    const klines = recordedKlines('2022-09', ['2022-09-20']);
    for (const part of [klines.slice(0, 500), klines.slice(500)]) await appendMessages(made.lake, part);
    assert.equal((await run(activities.compactStage, { symbol, dates: ['2022-09-20'] })).status, 'succeeded');
    const bronze = await made.lake.existing('bronze/kline_1m');
    assert.equal((await bronze?.snapshot())?.files.size, 1);
    assert.equal((await run(activities.compactStage, { symbol, dates: ['2022-09-20'] })).status, 'unchanged');
  });

  it('fail for good, with a sentence, when a day is mostly missing or a payload is odd', async () => {
    const some = recordedKlines('2022-09', ['2022-09-20']).slice(0, 1_200);
    await appendMessages(made.lake, some);
    const { verdict, findings } = await run(activities.buildSilverStage, { symbol, dates: ['2022-09-20'] });
    assert.equal(verdict, 'stop');
    assert.match(findings[0]?.sentence ?? '', /^240 of 1440 minutes are missing/);
    await appendMessages(
      made.lake,
      some.slice(0, 1).map((message) => ({ ...message, payload: 'odd' })),
    );
    await assert.rejects(run(activities.buildSilverStage, { symbol, dates: ['2022-09-20'] }), (error) => {
      assert.ok(error instanceof ApplicationFailure);
      assert.deepEqual([error.type, error.nonRetryable], ['UnreadableBronze', true]);
      return true;
    });
    await assert.rejects(run(activities.buildGoldStage, { symbol, dates: ['2030-01-01'] }), (error) => {
      assert.ok(error instanceof ApplicationFailure);
      assert.equal(error.type, 'StageRefused');
      assert.match(error.message, /silver\/bars_1m has no row of BTCUSDT on 2030-01-01/);
      return true;
    });
  });

  it('come back when the exchange says, and never when it refuses for good', async () => {
    await appendMessages(made.lake, recordedKlines('2022-09', ['2022-09-20']).slice(0, 1_439));
    const failing = (error: Error) =>
      createEtlActivities({ lake: made.lake, marketTime: async () => 0, askKlines: () => Promise.reject(error) });
    const failureOf = async (error: Error): Promise<ApplicationFailure> => {
      const attempt = run(failing(error).buildSilverStage, { symbol, dates: ['2022-09-20'] });
      const failure = await attempt.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert.ok(failure instanceof ApplicationFailure, String(failure));
      return failure;
    };
    const busy = await failureOf(new ExchangeError('rate-limited', 'no room', { retryAfterMs: 34_510 }));
    assert.deepEqual([busy.nonRetryable, busy.nextRetryDelay, busy.message], [false, 34_510, 'no room']);
    const away = await failureOf(new ExchangeError('unavailable', 'no answer'));
    assert.deepEqual([away.nonRetryable, away.nextRetryDelay], [false, undefined]);
    const refused = await failureOf(new ExchangeError('rejected', 'no such symbol'));
    assert.deepEqual([refused.nonRetryable, refused.type], [true, 'StageRefused']);
  });

  it('end at the next step when they are cancelled, with nothing written', async () => {
    await appendMessages(made.lake, recordedKlines('2022-09', DATES));
    environment.on('heartbeat', (step: unknown) => {
      if (step === 'books') environment.cancel();
    });
    await assert.rejects(run(activities.buildSilverStage, { symbol, dates: DATES }), CancelledFailure);
    assert.deepEqual(Object.keys(await made.versions()), ['bronze/kline_1m']);
  });
});
