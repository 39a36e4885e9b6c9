import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { TradingStatus } from '../../workflows/messages.ts';
import { MINUTE } from '../core/trading/scripted-exchange.ts';
import { timeSkippingEnvironment, TradingRun } from './trading-environment.ts';

const HOUR = 60 * MINUTE;

describe('the 24 h breaker on a durable timer, time skipping', function () {
  this.timeout(120_000);
  let environment: TestWorkflowEnvironment;
  let run: TradingRun;
  let start: number;

  // A server each: its clock is global, and these tests turn it by a day.
  beforeEach(async function () {
    environment = await timeSkippingEnvironment(this);
    run = new TradingRun(environment, 'breaker');
    start = Math.floor((await environment.currentTimeMs()) / MINUTE) * MINUTE;
  });
  afterEach(async () => {
    await run.stop();
    await environment.teardown();
  });

  const status = (): Promise<TradingStatus> => run.query<TradingStatus>('status');

  it('halts for 24 hours on a durable timer when equity falls by 5 %, and resumes by itself', async () => {
    run.world.exchange.quantity = '1.000';
    await run.start();
    run.world.exchange.signal = 'BUY';
    await run.bar(start);
    run.world.exchange.signal = 'HOLD';
    await run.bar(start + MINUTE, 59_400);
    const halted = await status();
    assert.equal(halted.mode.mode, 'halted');
    assert.equal(halted.haltUntil, start + 2 * MINUTE + 24 * HOUR);
    assert.equal(run.world.exchange.amount, 0);

    const description = await run.handle.describe();
    assert.equal(description.searchAttributes['MinutehandState']?.[0], 'halted');
    assert.match(String(description.memo?.['why']), /below 10000 at 00:00 UTC/);

    await environment.sleep(23 * HOUR);
    assert.equal((await status()).mode.mode, 'halted');
    await environment.sleep(HOUR + 3 * MINUTE);
    await run.until(async () => (await status()).mode.mode === 'running');
  });

  it('a halt on a 60x market lasts 24 of its hours', async () => {
    run.world.exchange.quantity = '1.000';
    await run.start({}, { kind: 'scaled', speed: 60 });
    run.world.exchange.signal = 'BUY';
    await run.bar(start);
    run.world.exchange.signal = 'HOLD';
    await run.bar(start + MINUTE, 59_400);
    assert.equal((await status()).mode.mode, 'halted');
    await environment.sleep(23 * MINUTE);
    assert.equal((await status()).mode.mode, 'halted');
    await environment.sleep(MINUTE + 5_000);
    await run.until(async () => (await status()).mode.mode === 'running');
  });
});
