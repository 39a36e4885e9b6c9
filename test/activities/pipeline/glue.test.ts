import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { runGlueStage } from '../../../activities/pipeline/glue.ts';
import { AwsGlueJobRunner } from '../../../adapters/glue/aws-job-runner.ts';
import { FakeGlue } from '../../adapters/glue/fake-glue.ts';

const REQUEST = { stage: 'gold', symbol: 'BTCUSDT', from: '2022-05-09', to: '2022-05-10', round: 1 } as const;

describe('runGlueStage', () => {
  let glue: FakeGlue;
  beforeEach(async () => {
    glue = new FakeGlue();
    await glue.start();
  });
  afterEach(() => glue.stop());

  const runner = () => new AwsGlueJobRunner({ job: 'minutehand', timeoutMs: 5_000, pollMs: 5, client: glue.client() });
  const run = (environment: MockActivityEnvironment) =>
    environment.run((request: typeof REQUEST) => runGlueStage(runner(), 's3://lake', request), REQUEST);

  it('beats with the run, so that the next attempt follows it', async () => {
    const beats: unknown[] = [];
    const environment = new MockActivityEnvironment();
    environment.on('heartbeat', (details) => beats.push(details));
    assert.deepEqual(await run(environment), { runId: 'jr_1' });
    assert.deepEqual(beats, [
      { runId: 'jr_1', state: 'RUNNING' },
      { runId: 'jr_1', state: 'SUCCEEDED' },
    ]);
    const next = new MockActivityEnvironment({ attempt: 2, heartbeatDetails: beats[0] });
    assert.deepEqual(await run(next), { runId: 'jr_1' });
    assert.equal(glue.runs.length, 1);
  });

  it('asks for the stage on the lake of the worker, under a key of this workflow alone', async () => {
    await run(new MockActivityEnvironment());
    const { workflowExecution } = new MockActivityEnvironment().context.info;
    assert.deepEqual(glue.runs[0]?.Arguments, {
      '--run_key': `${workflowExecution?.workflowId}/${workflowExecution?.runId}/BTCUSDT/gold/2022-05-09/1`,
      '--lake': 's3://lake',
      '--symbol': 'BTCUSDT',
      '--from': '2022-05-09',
      '--to': '2022-05-10',
      '--stages': 'gold',
    });
  });

  it('is refused by a worker that was told of no job', async () => {
    const ended = new MockActivityEnvironment().run(() => runGlueStage(undefined, '/lake', REQUEST));
    await assert.rejects(ended, { type: 'GlueRefused', nonRetryable: true, message: /etl\.stages local/ });
  });

  it('stops the run when it is cancelled, and leaves it when the worker goes', async () => {
    for (const [reason, plan] of [
      ['CANCELLED', ['STOPPING', 'STOPPED']],
      ['WORKER_SHUTDOWN', ['RUNNING', 'RUNNING', 'RUNNING']],
    ] as const) {
      glue.runs.length = 0;
      glue.plan = Array<'RUNNING'>(1_000).fill('RUNNING');
      const environment = new MockActivityEnvironment();
      environment.once('heartbeat', () => environment.cancel(reason));
      await assert.rejects(run(environment), { message: reason });
      assert.deepEqual(glue.runs[0]?.plan.slice(0, plan.length), plan);
    }
  });

  it('asks for no other attempt where none would help', async () => {
    glue.plan = ['FAILED'];
    await assert.rejects(run(new MockActivityEnvironment()), { type: 'GlueRunFailed', nonRetryable: false });
    glue.plan = ['STOPPED'];
    await assert.rejects(run(new MockActivityEnvironment()), { type: 'GlueRunStopped', nonRetryable: true });
    glue.mishaps.set('StartJobRun', [{ error: 'AccessDeniedException' }]);
    await assert.rejects(run(new MockActivityEnvironment()), { type: 'GlueRefused', nonRetryable: true });
  });
});
