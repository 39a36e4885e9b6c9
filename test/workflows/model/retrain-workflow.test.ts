import assert from 'node:assert/strict';
import type { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { RetrainInput } from '../../../workflows/model/retrain-messages.ts';
import type { retrainWorkflow } from '../../../workflows/model/retrain-workflow.ts';
import { newEvent, SCOPE } from '../../core/model/registry-events.ts';
import { withEtlWorker } from '../pipeline/etl-environment.ts';
import { timeSkippingEnvironment } from '../trading-environment.ts';
import { ScriptedTraining, WORSE } from './scripted-training.ts';

describe('retraining, time skipping', function () {
  this.timeout(60_000);
  let environment: TestWorkflowEnvironment;
  let world: ScriptedTraining;
  let taskQueue: string;
  let running: Promise<void> | undefined;
  let stopWorker: () => void = () => undefined;
  let count = 0;

  before(async function () {
    environment = await timeSkippingEnvironment(this);
    // One worker for all tests, whose activities ask the world of the current one.
    const names = Object.keys(new ScriptedTraining().activities()) as (keyof ReturnType<
      ScriptedTraining['activities']
    >)[];
    const activities = Object.fromEntries(
      names.map((name) => [name, (request: never): unknown => world.activities()[name](request)]),
    );
    const ended = new Promise<void>((end) => (stopWorker = end));
    taskQueue = await new Promise((ready, failed) => {
      running = withEtlWorker(environment, activities, async (queue) => {
        ready(queue);
        await ended;
      });
      running.catch(failed);
    });
  });
  after(async () => {
    stopWorker();
    await running;
    await environment?.teardown();
  });
  beforeEach(() => {
    world = new ScriptedTraining({ champion: 'old-model' });
    count += 1;
  });

  const retrain = (input: Partial<RetrainInput> = {}) =>
    environment.client.workflow.execute<typeof retrainWorkflow>('retrainWorkflow', {
      workflowId: `retrain-${count}`,
      taskQueue,
      args: [{ ...SCOPE, ...input }],
    });
  /** Wall seconds of the timers of the last run. */
  async function timers(): Promise<number[]> {
    const { events } = await environment.client.workflow.getHandle(`retrain-${count}`).fetchHistory();
    const started = (events ?? []).flatMap(({ timerStartedEventAttributes }) => timerStartedEventAttributes ?? []);
    return started.map(({ startToFireTimeout }) => Number(startToFireTimeout?.seconds));
  }
  /** Runs and must fail; resolves with the innermost failure. */
  async function fails(input: Partial<RetrainInput> = {}): Promise<Error> {
    const failure = await retrain(input).then(
      () => assert.fail('it succeeded'),
      (error: WorkflowFailedError) => error,
    );
    let inner: Error = failure;
    while (inner.cause instanceof Error) inner = inner.cause;
    return inner;
  }

  it('trains on the days before the held-out ones, and promotes what passes the gate', async () => {
    const result = await retrain();
    assert.deepEqual(world.asked.training, {
      symbol: 'BTCUSDT',
      from: '2022-01-01',
      to: '2022-06-30',
      seed: 1,
      jobName: 'retrain-BTCUSDT-2022-07-13-w180-s1',
    });
    assert.deepEqual(world.asked.evaluation, {
      ...SCOPE,
      challenger: 'new-model',
      champion: 'old-model',
      heldOut: { from: Date.parse('2022-06-30T01:00:00Z'), to: Date.parse('2022-07-14T00:00:00Z') },
    });
    assert.deepEqual([result.decision, result.modelId, result.champion], ['promote', 'new-model', 'old-model']);
    assert.equal(world.serving, 'new-model');
    assert.deepEqual(world.events.at(-1)?.verdict, result.verdict);
    assert.equal(world.events.at(-1)?.who, 'the schedule daily-retrain');
    assert.deepEqual(
      world.told.map(({ level }) => level),
      ['info'],
    );
    assert.match(
      world.told[0]?.text ?? '',
      /^The retraining of BTCUSDT promoted new-model, judged on 2022-06-30 01:00 to 2022-07-14 00:00: new-model passes/,
    );
  });

  it('keeps the champion when the challenger has no edge, and writes the verdict down', async () => {
    world.challenger = WORSE;
    const result = await retrain({ who: 'an operator' });
    assert.equal(result.decision, 'keep');
    assert.equal(world.serving, 'old-model');
    const last = world.events.at(-1);
    assert.deepEqual(
      [last?.kind, last?.modelId, last?.parent, last?.who],
      ['kept', 'new-model', 'old-model', 'an operator'],
    );
    assert.match(world.told[0]?.text ?? '', /did not promote new-model, .*: old-model goes on serving: its mean trade/);
  });

  it('judges by the rules and the window that it is given', async () => {
    const result = await retrain({
      newest: '2022-05-09',
      window: { windowDays: 30, heldOutDays: 7, embargoMinutes: 120 },
      rules: { leastTrades: 61 },
      seed: 5,
      options: { epochs: 2 },
    });
    assert.deepEqual(
      [world.asked.training?.from, world.asked.training?.to, world.asked.training?.seed],
      ['2022-04-03', '2022-05-03', 5],
    );
    assert.deepEqual(world.asked.training?.options, { epochs: 2 });
    assert.equal(result.decision, 'keep');
    assert.match(result.verdict?.reason ?? '', /the challenger made 60 trades, at least 61 are needed/);
  });

  it('has nothing to judge when the training makes the champion again', async () => {
    world.trained = 'old-model';
    const result = await retrain();
    assert.deepEqual([result.decision, result.verdict], ['same', null]);
    assert.equal(world.asked.evaluation, undefined);
    assert.equal(world.events.length, 2);
  });

  it('promotes the first model of a market only by the same gate', async () => {
    world = new ScriptedTraining();
    world.challenger = WORSE;
    assert.equal((await retrain()).decision, 'keep');
    assert.equal(world.serving, null);
  });

  it('waits for the ETL of the day that is over, in exchange time', async () => {
    world.gold = [null, '2022-07-12', '2022-07-12', '2022-07-13'];
    assert.equal((await retrain()).decision, 'promote');
    assert.deepEqual(await timers(), [600, 600, 600]);
    count += 1;
    world = new ScriptedTraining();
    world.gold = ['2022-07-12', '2022-07-13'];
    await retrain({ clock: { kind: 'scaled', speed: 60 } });
    assert.deepEqual(await timers(), [10]);
  });

  it('gives up, and tells, when the ETL does not come within six hours', async () => {
    world.gold = ['2022-07-11'];
    assert.match(
      (await fails()).message,
      /^the ETL of 2022-07-13 did not succeed within 6 h of exchange time: the newest day in gold is 2022-07-11$/,
    );
    assert.equal(world.asked.training, undefined);
    assert.equal(world.serving, 'old-model');
    assert.deepEqual(
      world.told.map(({ level }) => level),
      ['alarm'],
    );
  });

  const trainingFailures: readonly [string, Error, RegExp][] = [
    [
      'gold has nothing of the interval',
      ApplicationFailure.nonRetryable(
        'gold has no minute of BTCUSDT from 2022-01-01 to 2022-06-30',
        'TrainingDataRefused',
      ),
      /gold has no minute of BTCUSDT/,
    ],
    [
      'the training diverges',
      ApplicationFailure.nonRetryable('the loss is NaN', 'TrainingDiverged'),
      /the loss is NaN/,
    ],
    ['the training breaks at every attempt', new Error('the process was killed'), /the process was killed/],
  ];
  for (const [what, failure, sentence] of trainingFailures) {
    it(`leaves the champion where it is when ${what}, and tells`, async () => {
      world.trainingFailure = failure;
      assert.match((await fails()).message, sentence);
      assert.equal(world.serving, 'old-model');
      assert.equal(world.events.length, 2);
      assert.equal(world.told[0]?.level, 'alarm');
      assert.match(world.told[0]?.text ?? '', /^The retraining of BTCUSDT failed, its model goes on serving: /);
    });
  }

  it('writes the verdict once the registry can be written again; the champion serves until then', async () => {
    world.writeFailures = 5;
    assert.equal((await retrain()).decision, 'promote');
    assert.equal(world.writeAttempts, 6);
    assert.equal(world.serving, 'new-model');
    assert.equal(world.events.filter(({ kind }) => kind === 'promoted').length, 2);
  });

  it('fails, and tells, when the registry can not be written for six hours; the champion goes on', async () => {
    world.writeFailures = Infinity;
    assert.match((await fails()).message, /the store is down/);
    assert.equal(world.serving, 'old-model');
    assert.equal(world.told[0]?.level, 'alarm');
  });

  it('does not promote over a champion that it was not judged against', async () => {
    world.meanwhile = () => {
      world.add(newEvent('registered', 'hotfix', 'old-model'));
      world.add(newEvent('promoted', 'hotfix', 'old-model'));
    };
    assert.match((await fails()).message, /is hotfix, not old-model: it has changed meanwhile$/);
    assert.equal(world.serving, 'hotfix');
    assert.equal(world.writeAttempts, 1);
  });

  const wrong: readonly [Partial<RetrainInput>, RegExp][] = [
    [{ window: { windowDays: 0 } }, /windowDays can't be 0/],
    [{ newest: '2022-13-01' }, /"2022-13-01" is not a date/],
    [{ rules: { leastTrades: -1 } }, /leastTrades can't be -1/],
  ];
  for (const [input, sentence] of wrong) {
    it(`refuses ${JSON.stringify(input)} before anything is trained`, async () => {
      assert.match((await fails(input)).message, sentence);
      assert.equal(world.asked.training, undefined);
    });
  }
});
