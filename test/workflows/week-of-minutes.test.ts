import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Bar } from '../../core/market/bar.ts';
import type { TradingStatus } from '../../workflows/messages.ts';
import { barAt, MINUTE } from '../core/trading/scripted-exchange.ts';
import { timeSkippingEnvironment, TradingRun } from './trading-environment.ts';

const WEEK = 7 * 24 * 60;

describe('a week of minutes, time skipping', function () {
  this.timeout(1_500_000);
  let environment: TestWorkflowEnvironment;
  let run: TradingRun;

  before(async function () {
    environment = await timeSkippingEnvironment(this);
    run = new TradingRun(environment, 'week');
  });
  after(async () => {
    await run?.stop();
    await environment?.teardown();
  });

  it('decides every minute once, by its own timer, through dozens of runs', async () => {
    const start = Math.floor((await environment.currentTimeMs()) / MINUTE) * MINUTE;
    // The stream is silent for the whole week; REST has each bar once it has closed. A wave moves price and signal.
    run.world.nextBar = (after): Bar | undefined => {
      const openTime = after === 0 ? start : after + MINUTE;
      const minute = (openTime - start) / MINUTE;
      run.world.exchange.signal = minute % 40 === 10 ? 'BUY' : minute % 40 === 30 ? 'SELL' : 'HOLD';
      return barAt(openTime, 60_000 + Math.round(50 * Math.sin(minute / 7)));
    };
    await run.start();
    for (let day = 0; day < 7; day++) await environment.sleep(24 * 60 * MINUTE);

    const bars = run.world.written.flatMap((record) => (record.table === 'decisions' ? [record.bar] : []));
    assert.ok(bars.length >= WEEK - 2, `${bars.length} of ${WEEK} minutes were decided`);
    const distinct = [...new Set(bars)];
    distinct.forEach((bar, index) => assert.equal(bar, start + index * MINUTE));
    const status = await run.query<TradingStatus>('status');
    assert.equal(status.mode.mode, 'running');
    assert.equal(status.unwritten, 0);
    const entries = run.world.exchange.log.filter((action) => action.type === 'enter');
    assert.ok(entries.length > 400, `${entries.length} entries`);
    const current = await environment.client.workflow.getHandle(run.workflowId).describe();
    assert.notEqual(current.runId, run.handle.firstExecutionRunId, 'the history was never continued as new');
    assert.ok(current.historyLength < 1_500, `${current.historyLength} events in the current run`);
  });
});
