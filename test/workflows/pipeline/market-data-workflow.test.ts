import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DeterminismViolationError } from '@temporalio/workflow';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { until } from '../../adapters/ingestion/recording-world.ts';
import { timeSkippingEnvironment } from '../trading-environment.ts';
import { MarketDataRun, pipelineBundle } from './market-data-run.ts';

const HISTORY = fileURLToPath(new URL('../../histories/pipeline/market-data.json', import.meta.url));

describe('marketDataWorkflow', function () {
  this.timeout(60_000);
  let environment: TestWorkflowEnvironment;
  let run: MarketDataRun;
  before(async function () {
    environment = await timeSkippingEnvironment(this);
  });
  after(() => environment?.teardown());
  beforeEach(() => {
    run = new MarketDataRun(environment);
  });
  afterEach(() => run.stop());

  it('records, and shows what the recording reports', async () => {
    await run.start();
    await until('a report', async () => (await run.status()).metrics !== undefined);
    const status = await run.status();
    assert.deepEqual([status.state, status.symbols, status.failures], ['recording', ['BTCUSDT'], 0]);
    assert.equal(status.metrics?.drops, 0);
  });

  it('starts again after failures, with a growing wait, and says what failed', async () => {
    run.failures = 3;
    await run.start();
    await environment.sleep('8s');
    await until('it records', () => run.recorders.length === 1);
    const status = await run.status();
    assert.deepEqual([status.state, status.failures], ['recording', 3]);
    assert.equal(status.lastFailure?.sentence, 'the journal is on a disk that is away');
    const { events } = await run.handle.fetchHistory();
    const waits = events?.flatMap(({ timerStartedEventAttributes: timer }) =>
      timer ? [Number(timer.startToFireTimeout?.seconds)] : [],
    );
    assert.deepEqual(waits, [1, 2, 4]);
  });

  it('pauses when what came is stored, and resumes; each with no input, null, or an object', async () => {
    await run.start();
    await until('it records', () => run.recorders.length === 1);
    await run.handle.signal('pause');
    await until('the recorder stopped', () => run.recorders[0]!.stops === 1);
    assert.equal((await run.status()).state, 'paused');
    await run.handle.signal('resume', null);
    await until('it records again', () => run.recorders.length === 2);
    await run.handle.signal('no-such-signal', 1);
    await run.handle.signal('pause', { reason: 'moving the disk', by: 'ann' });
    await until('the recorder stopped', () => run.recorders[1]!.stops === 1);
    const status = await run.status();
    assert.deepEqual(
      [status.state, status.reason, status.by, status.failures],
      ['paused', 'moving the disk', 'ann', 0],
    );
  });

  it('begins a new run when its time is over, and the same recorder goes on', async () => {
    await run.start({ runForMs: 300 });
    const first = (await run.handle.describe()).runId;
    await until('a new run', async () => (await run.handle.describe()).runId !== first);
    await until('it records', async () => (await run.status()).state === 'recording');
    assert.deepEqual([run.recorders.length, run.recorders[0]?.stops], [1, 0]);
  });

  it('stores what came and ends when it is cancelled', async () => {
    await run.start();
    await until('it records', () => run.recorders.length === 1);
    await run.handle.cancel();
    await assert.rejects(run.handle.result(), /cancelled/i);
    assert.equal(run.recorders[0]?.stops, 1);
  });

  it('makes the same commands from a recorded history, and would notice others', async () => {
    const history: unknown = JSON.parse(readFileSync(HISTORY, 'utf8'));
    await Worker.runReplayHistory({ workflowBundle: await pipelineBundle() }, history);
    const broken = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./broken-market-data-workflow.ts', import.meta.url)),
      logger: new DefaultLogger('ERROR'),
    });
    await assert.rejects(Worker.runReplayHistory({ workflowBundle: broken }, history), DeterminismViolationError);
  });
});
