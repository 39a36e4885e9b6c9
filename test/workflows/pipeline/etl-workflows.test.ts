import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { dailyEtlWorkflow } from '../../../workflows/pipeline/daily-etl-workflow.ts';
import type {
  DailyEtlInput,
  EtlRangeInput,
  EtlRangeProgress,
  PipelineWatchdogInput,
} from '../../../workflows/pipeline/etl-messages.ts';
import type { etlRangeWorkflow } from '../../../workflows/pipeline/etl-range-workflow.ts';
import type { pipelineWatchdogWorkflow } from '../../../workflows/pipeline/pipeline-watchdog-workflow.ts';
import { timeSkippingEnvironment } from '../trading-environment.ts';
import { ScriptedLake, unreadable, withEtlWorker } from './etl-environment.ts';

const SYMBOL = 'BTCUSDT';

describe('the workflows of the ETL, time skipping', function () {
  this.timeout(120_000);
  let environment: TestWorkflowEnvironment;
  let lake: ScriptedLake;
  let count = 0;

  before(async function () {
    environment = await timeSkippingEnvironment(this);
  });
  after(() => environment?.teardown());
  beforeEach(() => {
    lake = new ScriptedLake();
    count += 1;
  });

  const withLake = <T>(use: (taskQueue: string) => Promise<T>) => withEtlWorker(environment, lake.activities(), use);
  const daily = (input: Partial<DailyEtlInput>) =>
    withLake((taskQueue) =>
      environment.client.workflow.execute<typeof dailyEtlWorkflow>('dailyEtlWorkflow', {
        workflowId: `daily-${count}`,
        taskQueue,
        args: [{ symbol: SYMBOL, ...input }],
      }),
    );
  const range = (input: Partial<EtlRangeInput> & { from: string; to: string }) =>
    withLake((taskQueue) =>
      environment.client.workflow.execute<typeof etlRangeWorkflow>('etlRangeWorkflow', {
        workflowId: `range-${count}`,
        taskQueue,
        args: [{ symbol: SYMBOL, ...input }],
      }),
    );
  const stages = () =>
    lake.asked.map(({ stage, dates }) => `${stage} ${dates[0]}${dates.length > 1 ? `+${dates.length}` : ''}`);

  describe('daily', () => {
    it('does the stages of a day in their order and writes down each', async () => {
      const result = await daily({ date: '2022-05-09' });
      assert.deepEqual(stages(), ['silver 2022-05-09', 'gold 2022-05-09', 'compact 2022-05-09']);
      assert.deepEqual(
        result.stages.map((stage) => stage.rows),
        [1_440, 1_440, 1_440],
      );
      assert.deepEqual(
        lake.runs.map(({ stage, outcome }) => [stage, 'failure' in outcome]),
        [
          ['silver', false],
          ['gold', false],
          ['compact', false],
        ],
      );
      assert.deepEqual(lake.told, []);
    });

    it('does one stage alone when asked', async () => {
      await daily({ date: '2022-05-09', stages: ['gold'] });
      assert.deepEqual(stages(), ['gold 2022-05-09']);
    });

    it('ends before gold when a quality check says stop, without another attempt', async () => {
      lake.stopped.add('2022-05-09');
      const error = await daily({ date: '2022-05-09' }).then(
        () => assert.fail('it succeeded'),
        (failure: { cause: ApplicationFailure }) => failure.cause,
      );
      assert.equal(error.type, 'QualityStop');
      assert.match(error.message, /2022-05-09 missing-minutes stop: 200 of 1440 minutes are missing/);
      assert.deepEqual(error.details, [
        [
          {
            check: 'missing-minutes',
            verdict: 'stop',
            numbers: { missing: 200 },
            sentence: '200 of 1440 minutes are missing',
            date: '2022-05-09',
          },
        ],
      ]);
      assert.deepEqual(stages(), ['silver 2022-05-09']);
      assert.match(JSON.stringify(lake.runs[0]?.outcome), /"failure":"the data of silver is not fit for use/);
      assert.deepEqual(
        lake.told.map(({ level }) => level),
        ['alarm'],
      );
    });

    it('says why a stage failed, to the operator and in the record', async () => {
      lake.failing.set('gold 2022-05-09', unreadable());
      await assert.rejects(daily({ date: '2022-05-09' }));
      assert.deepEqual(
        lake.runs.map(({ outcome }) => ('failure' in outcome ? outcome.failure : 'done')),
        ['done', 'a message of bronze is odd'],
      );
      assert.match(lake.told[0]?.text ?? '', /The ETL of BTCUSDT of 2022-05-09 failed: a message of bronze is odd/);
    });

    it('tells once that it is late, in exchange time, and goes on', async () => {
      // 100 ms of wall time.
      lake.duration = () => pause(1_000);
      await daily({ date: '2022-05-09', clock: { kind: 'scaled', speed: 600 }, slaMs: 60_000 });
      assert.deepEqual(lake.told, [
        {
          level: 'warning',
          text: 'The ETL of BTCUSDT of 2022-05-09 is late: not done within 1 minutes of exchange time.',
        },
      ]);
      assert.equal(lake.runs.length, 3);
    });

    it('does all days that are due in a paper market, each under its own id, and none when none is', async () => {
      await daily({ date: '2022-05-06' });
      lake.asked.length = 0;
      count += 1;
      const clock = { kind: 'lockstep' } as const;
      lake.failing.set('silver 2022-05-08', unreadable());
      await assert.rejects(daily({ clock }), (error: { cause: Error }) => {
        assert.match(error.cause.message, /^1 of 3 days failed: 2022-05-08: a message of bronze is odd$/);
        return true;
      });
      assert.deepEqual(
        stages().filter((stage) => !stage.startsWith('compact')),
        ['silver 2022-05-07', 'gold 2022-05-07', 'silver 2022-05-08', 'silver 2022-05-09', 'gold 2022-05-09'],
      );
      assert.equal(
        (await environment.client.workflow.getHandle('daily-etl-BTCUSDT-2022-05-09').describe()).status.name,
        'COMPLETED',
      );
      count += 1;
      assert.deepEqual((await daily({ clock })).dates, []);
    });

    it('does many days that are due as a range', async () => {
      await daily({ date: '2022-03-30' });
      lake.asked.length = 0;
      count += 1;
      const { dates } = await daily({ clock: { kind: 'scaled', speed: 60 } });
      assert.equal(dates.length, 40);
      const months = stages()
        .filter((stage) => stage.startsWith('silver'))
        .sort();
      assert.deepEqual(months, ['silver 2022-03-31', 'silver 2022-04-01+30', 'silver 2022-05-01+9']);
    });

    const wrong: readonly [Partial<DailyEtlInput>, RegExp][] = [
      [{ date: '2022-5-9' }, /"2022-5-9" is not a date; right is a UTC day such as 2022-05-09/],
      [{ stages: ['silber' as 'silver'] }, /there is no stage "silber"; right is one or more of silver, gold, compact/],
      [{ stages: [] }, /there is no stage ""/],
      [{ slaMs: 0 }, /slaMs 0 is not a duration/],
    ];
    for (const [input, sentence] of wrong) {
      it(`refuses ${JSON.stringify(input)} with a sentence`, async () => {
        await assert.rejects(daily(input), (error: { cause: ApplicationFailure }) => {
          assert.equal(error.cause.type, 'BadEtlInput');
          assert.match(error.cause.message, sentence);
          return true;
        });
      });
    }
  });

  describe('of a range', () => {
    it('does each month once, two at a time, over continued runs, and tells how far it is', async () => {
      lake.duration = () => pause(20);
      const input = { symbol: SYMBOL, from: '2021-12-30', to: '2022-12-02', maxHistoryEvents: 60 };
      const options = { workflowId: `range-${count}`, args: [input] as [EtlRangeInput] };
      const { progress, asked } = await withLake(async (taskQueue) => {
        const progress = await environment.client.workflow.execute<typeof etlRangeWorkflow>('etlRangeWorkflow', {
          ...options,
          taskQueue,
        });
        const asked = await environment.client.workflow
          .getHandle(options.workflowId)
          .query<EtlRangeProgress>('progress');
        return { progress, asked };
      });
      assert.deepEqual(asked, progress);
      assert.deepEqual(
        { ...progress, startedAt: 0 },
        {
          months: 13,
          monthsDone: 13,
          monthsSkipped: 0,
          rows: 337 * 1_440 * 3,
          missingMinutes: 337,
          repairedMinutes: 0,
          failed: [],
          startedAt: 0,
        },
      );
      const silver = lake.asked.filter(({ stage }) => stage === 'silver').flatMap(({ dates }) => dates);
      assert.equal(new Set(silver).size, 337);
      assert.equal(silver.length, 337);
      assert.equal(lake.mostAtOnce, 2);
      const handle = environment.client.workflow.getHandle(`range-${count}`);
      const { runId } = await handle.describe();
      const first = environment.client.workflow.getHandle(`range-${count}`, runId);
      const { events } = await first.fetchHistory();
      assert.ok(
        events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId,
        'it was continued as new',
      );
    });

    it('goes past a month that fails, and fails at the end with the reason', async () => {
      lake.failing.set('gold 2022-02-01', unreadable());
      await assert.rejects(range({ from: '2022-01-01', to: '2022-04-01' }), (error: { cause: ApplicationFailure }) => {
        assert.equal(error.cause.type, 'EtlIncomplete');
        assert.match(
          error.cause.message,
          /^3 of 3 months.*\n\n2022-02-01 to 2022-03-01 failed: a message of bronze is odd$/,
        );
        return true;
      });
      lake.failing.clear();
      lake.asked.length = 0;
      count += 1;
      const progress = await range({ from: '2022-01-01', to: '2022-04-01', resume: true });
      assert.deepEqual([progress.monthsSkipped, progress.monthsDone], [2, 3]);
      assert.deepEqual(new Set(lake.asked.map(({ dates }) => dates[0])), new Set(['2022-02-01']));
    });

    it('refuses an empty range and too many months at once', async () => {
      await assert.rejects(range({ from: '2022-02-01', to: '2022-02-01' }), (error: { cause: Error }) =>
        /2022-02-01 to 2022-02-01 is empty/.test(error.cause.message),
      );
      count += 1;
      await assert.rejects(range({ from: '2022-02-01', to: '2022-02-02', atOnce: 9 }), (error: { cause: Error }) =>
        /9 months at once can't be; right is 1 to 8/.test(error.cause.message),
      );
    });
  });

  describe('watchdog', () => {
    const look = (input: Partial<PipelineWatchdogInput> = {}) =>
      withLake((taskQueue) =>
        environment.client.workflow.execute<typeof pipelineWatchdogWorkflow>('pipelineWatchdogWorkflow', {
          workflowId: `watchdog-${count}-${lake.marketTime}`,
          taskQueue,
          args: [{ symbol: SYMBOL, ...input }],
        }),
      );

    it('alarms when the newest day is older than allowed, in exchange time', async () => {
      await daily({ date: '2022-05-08' });
      lake.marketTime = Date.parse('2022-05-10T12:00:00Z');
      assert.deepEqual(await look(), { lastSuccess: '2022-05-08', ageMs: 36 * 3_600_000, alarmed: false });
      lake.marketTime += 1;
      assert.equal((await look()).alarmed, true);
      assert.match(
        lake.told[0]?.text ?? '',
        /^The newest day in gold is 2022-05-08, 36.0 h of exchange time ago; 36.0 h are allowed for BTCUSDT/,
      );
    });

    it('is patient with a pipeline that has just begun, and alarms when nothing ever came', async () => {
      assert.equal((await look({ expectedFrom: lake.marketTime - 3_600_000 })).alarmed, false);
      count += 1;
      assert.deepEqual(await look(), { lastSuccess: null, ageMs: null, alarmed: true });
    });
  });
});
