import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UnexpectedError } from '@temporalio/worker';
import type { Workflow, WorkflowCreateOptions, WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';
import { guardActivations } from '../../workers/activation-guard.ts';
import { inOneTrip } from '../../workers/one-trip.ts';
import { TradingPoller } from '../../workers/trading-poller.ts';
import { workflowBundle } from '../workflows/trading-environment.ts';

const OPTIONS = { info: { runId: 'run' } } as WorkflowCreateOptions;
const COMPLETION = { runId: 'run' };

/** A workflow that notes what it is asked; its activations end when `end` is called. */
class ScriptedThread implements WorkflowCreator {
  readonly asked: string[] = [];
  end: () => void = () => undefined;
  fail: (error: Error) => void = () => undefined;
  answersDestroy = true;

  createWorkflow = (): Promise<Workflow> =>
    Promise.resolve({
      activate: () => {
        this.asked.push('activate');
        return new Promise((resolve, reject) => {
          this.end = () => resolve(COMPLETION);
          this.fail = reject;
        });
      },
      getAndResetSinkCalls: () => {
        this.asked.push('sink calls');
        return Promise.resolve([]);
      },
      dispose: () => {
        this.asked.push('dispose');
        return Promise.resolve();
      },
    });

  /** Never, like a thread in an endless loop, when it is not to answer. */
  destroy = (): Promise<void> => (this.answersDestroy ? Promise.resolve() : new Promise(() => undefined));
}

describe('workflow thread', () => {
  it('is asked for sink calls together with the activation, once', async () => {
    const thread = new ScriptedThread();
    const workflow = await inOneTrip(thread).createWorkflow(OPTIONS);
    const completion = workflow.activate({});
    assert.deepEqual(thread.asked, ['activate', 'sink calls']);
    thread.end();
    assert.equal(await completion, COMPLETION);
    assert.deepEqual(await workflow.getAndResetSinkCalls(), []);
    assert.equal(thread.asked.length, 2);
  });

  it('is asked for sink calls by themselves when no activation came before', async () => {
    const thread = new ScriptedThread();
    const workflow = await inOneTrip(thread).createWorkflow(OPTIONS);
    await workflow.getAndResetSinkCalls();
    assert.deepEqual(thread.asked, ['sink calls']);
  });

  it('passes on why an activation failed', async () => {
    const thread = new ScriptedThread();
    const workflow = await inOneTrip(thread).createWorkflow(OPTIONS);
    const completion = workflow.activate({});
    thread.fail(new Error('thread gone'));
    await assert.rejects(completion, /thread gone/);
  });

  it('may take its time up to the limit', async () => {
    const thread = new ScriptedThread();
    const workflow = await guardActivations(thread, 5_000).createWorkflow(OPTIONS);
    const completion = workflow.activate({});
    thread.end();
    assert.equal(await completion, COMPLETION);
    await workflow.dispose();
    assert.deepEqual(thread.asked, ['activate', 'dispose']);
  });

  it('ends the worker when an activation does not end, and is not waited for then', async () => {
    const thread = new ScriptedThread();
    thread.answersDestroy = false;
    const creator = guardActivations(thread, 20);
    const workflow = await creator.createWorkflow(OPTIONS);
    await assert.rejects(workflow.activate({}), (error) => {
      assert.ok(error instanceof UnexpectedError);
      assert.match(error.message, /run run did not end within 20 ms/);
      return true;
    });
    await workflow.dispose();
    await creator.destroy();
    assert.deepEqual(thread.asked, ['activate']);
  });

  it('replays a recorded history by the short way', async () => {
    const file = path.join(import.meta.dirname, '../histories/entry-stop-and-time-exit.json');
    const history: unknown = JSON.parse(await readFile(file, 'utf8'));
    await TradingPoller.runReplayHistory({ workflowBundle: await workflowBundle() }, history, 'trading-BTCUSDT');
  }).timeout(120_000);
});
