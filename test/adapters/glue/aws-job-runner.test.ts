import assert from 'node:assert/strict';
import { AwsGlueJobRunner } from '../../../adapters/glue/aws-job-runner.ts';
import type { GlueJobProgress, GlueJobRequest } from '../../../adapters/glue/port.ts';
import { withoutRegion } from '../aws/without-region.ts';
import { FakeGlue } from './fake-glue.ts';

const REQUEST: GlueJobRequest = {
  key: 'daily-etl-2022-05-09/1',
  lake: 's3://lake/minutehand',
  symbol: 'BTCUSDT',
  from: '2022-05-09',
  to: '2022-05-10',
  stages: ['silver', 'gold'],
};

describe('the Glue job in AWS', () => {
  let glue: FakeGlue;
  beforeEach(async () => {
    glue = new FakeGlue();
    await glue.start();
  });
  afterEach(() => glue.stop());

  const runner = (settings: { timeoutMs?: number; patienceMs?: number; maxAttempts?: number } = {}) =>
    new AwsGlueJobRunner({ job: 'minutehand', timeoutMs: 5_000, pollMs: 5, client: glue.client(), ...settings });
  const starts = () => glue.asked.filter((operation) => operation === 'StartJobRun').length;

  it('is started with its arguments and followed to its end', async () => {
    const told: GlueJobProgress[] = [];
    const result = await runner().run(REQUEST, { onProgress: (progress) => told.push(progress) });
    assert.deepEqual(result, { runId: 'jr_1' });
    assert.deepEqual(
      told.map(({ runId, state }) => `${runId} ${state}`),
      ['jr_1 RUNNING', 'jr_1 SUCCEEDED'],
    );
    assert.equal(glue.runs[0]?.JobName, 'minutehand');
    assert.deepEqual(glue.runs[0].Arguments, {
      '--run_key': 'daily-etl-2022-05-09/1',
      '--lake': 's3://lake/minutehand',
      '--symbol': 'BTCUSDT',
      '--from': '2022-05-09',
      '--to': '2022-05-10',
      '--stages': 'silver,gold',
    });
  });

  for (const state of ['FAILED', 'TIMEOUT', 'STOPPED', 'ERROR', 'EXPIRED'] as const) {
    it(`says why a run ended ${state}`, async () => {
      glue.plan = ['RUNNING', state];
      glue.errorMessage = 'no bars of BTCUSDT on 2022-05-09';
      await assert.rejects(runner().run(REQUEST), {
        name: 'GlueRunFailed',
        state,
        message: `run jr_1 of the Glue job ended ${state}: no bars of BTCUSDT on 2022-05-09`,
      });
    });
  }

  it('waits for its turn and through throttling, and starts one run', async () => {
    glue.mishaps.set('StartJobRun', [
      { error: 'ConcurrentRunsExceededException' },
      { error: 'ThrottlingException' },
      { error: 'ResourceNumberLimitExceededException' },
      { error: 'InternalServiceException', status: 500 },
    ]);
    glue.mishaps.set('GetJobRun', [{ error: 'ThrottlingException' }, 'no answer']);
    const told: GlueJobProgress[] = [];
    await runner().run(REQUEST, { onProgress: (progress) => told.push(progress) });
    assert.equal(glue.runs.length, 1);
    assert.deepEqual(
      told.map(({ state }) => state),
      ['WAITING', 'UNANSWERED', 'WAITING', 'UNANSWERED', 'UNANSWERED', 'UNANSWERED', 'SUCCEEDED'],
    );
    assert.match(told[0]?.line ?? '', /could not start a run of the Glue job minutehand: ConcurrentRunsExceeded/);
  });

  it('gives up waiting when its patience ends, saying for what', async () => {
    glue.mishaps.set('StartJobRun', Array(100).fill({ error: 'ConcurrentRunsExceededException' }));
    await assert.rejects(runner({ patienceMs: 100 }).run(REQUEST), {
      name: 'GlueRunFailed',
      state: 'LOST',
      message: /^run not started of the Glue job ended LOST: .*ConcurrentRunsExceededException, says the fake/,
    });
  });

  it('finds the run whose start was not answered, and starts no other', async () => {
    glue.mishaps.set('StartJobRun', ['no answer']);
    assert.deepEqual(await runner().run(REQUEST), { runId: 'jr_1' });
    assert.equal(starts(), 1);
  });

  it('finds the run of an attempt that died, behind newer ones, and the one that has succeeded meanwhile', async () => {
    await runner().run(REQUEST);
    for (let other = 0; other < 5; other += 1) await runner().run({ ...REQUEST, key: `other ${other}` });
    assert.deepEqual(await runner().run(REQUEST), { runId: 'jr_1' });
    assert.equal(starts(), 6);
  });

  it('goes on with a run by its id, and starts another when that one has failed', async () => {
    await runner().run(REQUEST);
    assert.deepEqual(await runner().run({ ...REQUEST, key: 'unknown' }, { runId: 'jr_1' }), { runId: 'jr_1' });
    glue.runs[0]!.JobRunState = 'FAILED';
    assert.deepEqual(await runner().run(REQUEST, { runId: 'jr_1' }), { runId: 'jr_2' });
  });

  it('is stopped when its caller gives up', async () => {
    glue.plan = Array<'RUNNING'>(1_000).fill('RUNNING');
    const given = new AbortController();
    const ended = runner().run(REQUEST, {
      signal: given.signal,
      onProgress: () => given.abort(new Error('cancelled by the workflow')),
    });
    await assert.rejects(ended, /cancelled by the workflow/);
    assert.deepEqual(glue.runs[0]?.plan, ['STOPPING', 'STOPPED']);
  });

  it('is stopped when it takes longer than it may', async () => {
    glue.plan = Array<'RUNNING'>(1_000).fill('RUNNING');
    await assert.rejects(runner({ timeoutMs: 50 }).run(REQUEST), { state: 'TIMEOUT', message: /longer than 0.05 s/ });
    assert.equal(glue.asked.at(-1), 'BatchStopJobRun');
  });

  it('is refused for good where trying again would not help', async () => {
    for (const error of ['EntityNotFoundException', 'AccessDeniedException', 'InvalidInputException']) {
      glue.mishaps.set('StartJobRun', [{ error }]);
      await assert.rejects(runner().run(REQUEST), { name: 'GlueRefused', message: new RegExp(error) });
    }
    assert.equal(glue.runs.length, 0);
  });

  it('is refused for good where no region is configured', async () => {
    const { region: _, ...nowhere } = glue.client();
    await withoutRegion(async () => {
      const lost = new AwsGlueJobRunner({ job: 'minutehand', timeoutMs: 5_000, patienceMs: 300, client: nowhere });
      await assert.rejects(lost.run(REQUEST), { name: 'GlueRefused', message: /Region is missing/ });
    });
  });

  it('is not asked for what it does not do', async () => {
    const refused = (change: Partial<GlueJobRequest>, message: RegExp) =>
      assert.rejects(runner().run({ ...REQUEST, ...change }), { name: 'GlueRefused', message });
    await refused({ to: '2022-05-09' }, /is empty/);
    await refused({ from: '2022-02-30' }, /"2022-02-30" is not a date/);
    await refused({ stages: [] }, /the stages are ""; right is one or more of silver,gold/);
    await refused({ stages: ['gold', 'silver'] }, /the stages are "gold,silver"/);
    assert.deepEqual(glue.asked, []);
  });
});
