import assert from 'node:assert/strict';
import { Context } from '@temporalio/activity';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { ApplicationFailure } from '@temporalio/common';
import type { WorkflowHandle } from '@temporalio/client';
import type { dailyEtlWorkflow } from '../../../workflows/pipeline/daily-etl-workflow.ts';
import type { DailyEtlInput } from '../../../workflows/pipeline/etl-messages.ts';
import type { etlRangeWorkflow } from '../../../workflows/pipeline/etl-range-workflow.ts';
import { timeSkippingEnvironment } from '../trading-environment.ts';
import { ScriptedLake, withEtlWorker } from './etl-environment.ts';

const SYMBOL = 'BTCUSDT';
const DAY = '2022-05-09';
const JOB = { symbol: SYMBOL, from: DAY, to: '2022-05-10', round: 1 } as const;

describe('where silver and gold are computed, time skipping', function () {
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

  const daily = <T = unknown>(
    input: Partial<DailyEtlInput> = {},
    use: (handle: WorkflowHandle<typeof dailyEtlWorkflow>) => Promise<T> = (handle) => handle.result() as Promise<T>,
  ) =>
    withEtlWorker(environment, lake.activities(), async (taskQueue) =>
      use(
        await environment.client.workflow.start<typeof dailyEtlWorkflow>('dailyEtlWorkflow', {
          workflowId: `place-${count}`,
          taskQueue,
          args: [{ symbol: SYMBOL, date: DAY, ...input }],
        }),
      ),
    );
  const scheduled = async (): Promise<string[]> => {
    const { events } = await environment.client.workflow.getHandle(`place-${count}`).fetchHistory();
    return (events ?? []).flatMap((event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? []);
  };
  const STEPS = ['prepareStageJob', 'runGlueStage', 'judgeStageJob', 'recordStageRun'];

  it('local: by the worker, and no job is asked for', async () => {
    await daily();
    assert.deepEqual(lake.jobs, []);
    assert.deepEqual(await scheduled(), [
      'readStagePlace',
      ...['buildSilverStage', 'recordStageRun', 'buildGoldStage', 'recordStageRun', 'compactStage', 'recordStageRun'],
    ]);
  });

  for (const kind of ['spark-submit', 'glue'] as const) {
    it(`${kind}: by the job, a run a stage, and compaction by the worker`, async () => {
      lake.place = { kind, timeoutMs: 3_600_000 };
      await daily();
      assert.deepEqual(lake.jobs, [
        { stage: 'silver', ...JOB },
        { stage: 'gold', ...JOB },
      ]);
      assert.deepEqual(await scheduled(), [
        ...['readStagePlace', ...STEPS, ...STEPS, 'compactStage', 'recordStageRun'],
      ]);
      assert.deepEqual(
        lake.runs.map(({ stage, outcome }) => [stage, 'failure' in outcome ? outcome.failure : outcome.rows]),
        [
          ['silver', 1_440],
          ['gold', 1_440],
          ['compact', 1_440],
        ],
      );
    });
  }

  it('glue: the data of silver that is not fit for use ends it before gold', async () => {
    lake.place = { kind: 'glue', timeoutMs: 3_600_000 };
    lake.stopped.add(DAY);
    await assert.rejects(daily(), (error: { cause: ApplicationFailure }) => error.cause.type === 'QualityStop');
    assert.deepEqual(
      lake.jobs.map(({ stage }) => stage),
      ['silver'],
    );
  });

  it('glue: gold is made again when silver was written meanwhile, and not for ever', async () => {
    lake.place = { kind: 'glue', timeoutMs: 3_600_000 };
    lake.unquiet = 1;
    await daily({ stages: ['gold'] });
    assert.deepEqual(
      lake.jobs.map(({ round }) => round),
      [1, 2],
    );
    count += 1;
    lake.unquiet = 100;
    await assert.rejects(daily({ stages: ['gold'] }), (error: { cause: ApplicationFailure }) => {
      assert.equal(error.cause.type, 'SilverUnquiet');
      assert.match(error.cause.message, /^silver was written 5 times while gold was made of it/);
      return true;
    });
  });

  it('glue: a run that failed is made again, one that was refused or stopped is not, and the operator is told', async () => {
    lake.place = { kind: 'glue', timeoutMs: 3_600_000 };
    lake.job = async () => {
      throw ApplicationFailure.retryable('run jr_1 of the Glue job ended FAILED: out of memory', 'GlueRunFailed');
    };
    await assert.rejects(daily());
    assert.equal(lake.jobs.length, 3);
    assert.match(lake.told[0]?.text ?? '', /failed: run jr_1 of the Glue job ended FAILED: out of memory$/);
    count += 1;
    lake.job = async () => {
      throw ApplicationFailure.nonRetryable('no job minutehand', 'GlueRefused');
    };
    await assert.rejects(daily());
    assert.equal(lake.jobs.length, 4);
  });

  it('glue: a cancelled day cancels the run, and waits until it is stopped', async () => {
    lake.place = { kind: 'glue', timeoutMs: 3_600_000 };
    let stopped = false;
    const running = new Promise<void>((isRunning) => {
      lake.job = async () => {
        const beat = setInterval(() => Context.current().heartbeat(), 100);
        isRunning();
        await Context.current().cancelled.catch(() => undefined);
        clearInterval(beat);
        await new Promise((resolve) => setTimeout(resolve, 200));
        stopped = true;
        Context.current().cancellationSignal.throwIfAborted();
      };
    });
    await daily({ stages: ['silver'] }, async (handle) => {
      await running;
      await handle.cancel();
      await assert.rejects(handle.result(), /cancelled/i);
      assert.ok(stopped, 'the workflow ended while the run went on');
      assert.equal((await handle.describe()).status.name, 'CANCELLED');
    });
    assert.deepEqual(lake.told, []);
  });

  it('glue: a range makes one month after the other', async () => {
    lake.place = { kind: 'glue', timeoutMs: 3_600_000 };
    let [atOnce, most] = [0, 0];
    lake.job = async () => {
      most = Math.max(most, (atOnce += 1));
      await new Promise((resolve) => setTimeout(resolve, 20));
      atOnce -= 1;
    };
    const progress = await withEtlWorker(environment, lake.activities(), (taskQueue) =>
      environment.client.workflow.execute<typeof etlRangeWorkflow>('etlRangeWorkflow', {
        workflowId: `place-${count}`,
        taskQueue,
        args: [{ symbol: SYMBOL, from: '2022-01-15', to: '2022-03-02' }],
      }),
    );
    assert.deepEqual([progress.monthsDone, progress.failed.length, most], [3, 0, 1]);
    assert.deepEqual(
      lake.jobs.filter(({ stage }) => stage === 'gold').map(({ from, to }) => `${from} ${to}`),
      ['2022-01-15 2022-02-01', '2022-02-01 2022-03-01', '2022-03-01 2022-03-02'],
    );
  });
});
