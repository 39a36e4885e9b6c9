import assert from 'node:assert/strict';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { BACKFILL_FAILURES } from '../../../activities/pipeline/backfill-contract.ts';
import { timeSkippingEnvironment } from '../trading-environment.ts';
import { busy, runBackfill, ScriptedArchive } from './backfill-run.ts';

const MONTHS = ['2022-01', '2022-02', '2022-03', '2022-04', '2022-05', '2022-06'];

describe('the back-fill workflow', function () {
  this.timeout(60_000);
  let environment: TestWorkflowEnvironment;
  before(async function () {
    environment = await timeSkippingEnvironment(this);
  });
  after(() => environment?.teardown());

  it('loads every month once, some at once, and records the run', async () => {
    const archive = new ScriptedArchive();
    const progress = await runBackfill(environment, archive, 'every-month', { atOnce: 3 });
    assert.deepEqual([...archive.asked].sort(), MONTHS);
    assert.ok(archive.mostAtOnce > 1 && archive.mostAtOnce <= 3, String(archive.mostAtOnce));
    assert.equal(progress.totals.fileRows, 6 * 1_440);
    assert.equal(progress.partsDone, 6);
    assert.deepEqual(archive.recorded, [progress]);
  });

  it('waits as long as a busy archive asks, without losing what is done', async () => {
    const archive = new ScriptedArchive();
    archive.failures.set('2022-02', [busy(3_600_000), busy(3_600_000)]);
    const progress = await runBackfill(environment, archive, 'busy');
    assert.deepEqual([...archive.asked].sort(), ['2022-01', '2022-02', '2022-02', ...MONTHS.slice(1)]);
    const tookMs = (progress.finishedAt ?? 0) - progress.startedAt;
    assert.ok(tookMs >= 7_200_000, `${tookMs} ms`);
  });

  it('goes on past a month that can’t be loaded, and fails at the end with the reason', async () => {
    const archive = new ScriptedArchive();
    const sentence = 'BTCUSDT-1m-2022-02.zip, line 7: 3 columns; a kline has 12';
    archive.failures.set('2022-02', [ApplicationFailure.nonRetryable(sentence, BACKFILL_FAILURES.badFile)]);
    await assert.rejects(runBackfill(environment, archive, 'bad-file'), (error: unknown) => {
      assert.ok(error instanceof WorkflowFailedError && error.cause instanceof ApplicationFailure);
      assert.equal(error.cause.type, 'BackfillIncomplete');
      assert.match(error.cause.message, /1 of 6 failed\n\n2022-02: BTCUSDT-1m-2022-02\.zip, line 7: 3 columns/);
      return true;
    });
    assert.deepEqual([...archive.asked].sort(), MONTHS);
    assert.equal(archive.recorded[0]?.totals.filesLoaded, 5);
  });

  it('continues as new without a month lost or loaded twice', async () => {
    const archive = new ScriptedArchive();
    const progress = await runBackfill(environment, archive, 'continued', { maxHistoryEvents: 20 });
    assert.deepEqual([...archive.asked].sort(), MONTHS);
    assert.equal(progress.totals.filesLoaded, 6);
    assert.equal(archive.recorded.length, 1);
    // One run of it would have more than 40 events.
    const { historyLength } = await environment.client.workflow.getHandle('continued').describe();
    assert.ok(historyLength < 30, `${historyLength} events`);
  });

  it('refuses a request that can’t be with a sentence', async () => {
    const archive = new ScriptedArchive();
    await assert.rejects(runBackfill(environment, archive, 'empty', { to: '2022-01-01' }), (error: unknown) => {
      assert.ok(error instanceof WorkflowFailedError);
      assert.match(String(error.cause?.message), /from 2022-01-01 to 2022-01-01 is empty/);
      return true;
    });
    assert.deepEqual(archive.asked, []);
  });
});
