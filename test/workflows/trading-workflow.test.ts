import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { TradingStatus } from '../../workflows/messages.ts';
import { MINUTE } from '../core/trading/scripted-exchange.ts';
import { timeSkippingEnvironment, TradingRun } from './trading-environment.ts';

describe('the trading workflow, time skipping', function () {
  this.timeout(120_000);
  let environment: TestWorkflowEnvironment;
  let run: TradingRun;
  let runs = 0;
  let start: number;

  before(async function () {
    environment = await timeSkippingEnvironment(this);
  });
  after(async () => {
    await environment?.teardown();
  });
  beforeEach(async () => {
    run = new TradingRun(environment, `test-${++runs}`);
    // A whole minute with some of its day left, so that no test crosses 00:00 UTC by accident.
    start = Math.floor((await environment.currentTimeMs()) / MINUTE) * MINUTE;
  });
  afterEach(async () => {
    await run.stop();
  });

  const status = (): Promise<TradingStatus> => run.query<TradingStatus>('status');

  it('enters on a bar, protects the position, and answers its queries', async () => {
    await run.start();
    run.world.exchange.signal = 'BUY';
    await run.bar(start);
    const now = await status();
    assert.equal(now.mode.mode, 'running');
    assert.equal(now.position?.isProtected, true);
    assert.equal(now.lastSignal?.signal, 'BUY');
    assert.equal(run.world.exchange.conditionals.size, 2);
    const decision = await run.query<{ action: string }>('lastDecision');
    assert.equal(decision.action, 'enter');
    assert.equal((await run.query<{ leverage: number }>('limits')).leverage, 5);
  });

  it('begins the minute by its own timer when the feed is silent', async () => {
    run.world.nextBar = (after) => ({ ...flat(after === 0 ? start : after + MINUTE) });
    await run.start();
    await environment.sleep(5 * MINUTE);
    await run.until(() => run.world.written.filter((record) => record.table === 'decisions').length >= 3);
    const sources = run.world.written.flatMap((record) => (record.table === 'decisions' ? [record.source] : []));
    assert.deepEqual([...new Set(sources)], ['rest']);
  });

  it('takes signals with no input, null, text, an object, and records an unknown one', async () => {
    await run.start();
    await run.bar(start);
    await run.signal('pause');
    await run.until(async () => (await status()).mode.mode === 'paused');
    await run.signal('resume', null);
    await run.until(async () => (await status()).mode.mode === 'running');
    await run.signal('pause', 'lunch');
    await run.until(async () => (await status()).mode.why === 'lunch');
    await run.signal('resume', { reason: 'back', by: 'ana' });
    await run.until(async () => (await status()).mode.who === 'ana');
    await run.signal('pauze');
    await run.bar(start + MINUTE);
    const sentences = run.world.written.flatMap((record) => (record.table === 'events' ? [record.sentence] : []));
    assert.ok(sentences.some((sentence) => sentence.includes('"pauze"')));
  });

  it('answers updates, and rejects the one that would be refused', async () => {
    await run.start();
    await run.bar(start);
    const paused = await run.handle.executeUpdate<TradingStatus, [object]>('requestPause', { args: [{ by: 'ana' }] });
    assert.equal(paused.mode.mode, 'paused');
    await assert.rejects(run.handle.executeUpdate('requestPause'), (error: Error) =>
      /already paused by ana/.test(`${error.message} ${String((error.cause as Error).message)}`),
    );
  });

  it('keeps what it could not write, and writes it later in order', async () => {
    await run.start();
    await run.bar(start);
    run.world.recordingFails = true;
    await run.signal('bar', { bar: flat(start + MINUTE), ageMs: 0, receivedAt: start + 2 * MINUTE });
    await run.until(async () => (await status()).unwritten > 0);
    run.world.recordingFails = false;
    await run.bar(start + 2 * MINUTE);
    const bars = run.world.written.flatMap((record) => (record.table === 'decisions' ? [record.bar] : []));
    assert.deepEqual(bars, [start, start + MINUTE, start + 2 * MINUTE]);
    assert.equal((await status()).unwritten, 0);
  });

  it('continues as new in the middle of a position and of a halt, and loses nothing', async () => {
    run.world.exchange.quantity = '1.000';
    await run.start({ maxHistoryEvents: 60 }, { kind: 'lockstep' });
    run.world.exchange.signal = 'BUY';
    for (let minute = 0; minute < 12; minute++) await run.bar(start + minute * MINUTE);
    const current = await environment.client.workflow.getHandle(run.workflowId).describe();
    assert.notEqual(current.runId, run.handle.firstExecutionRunId);
    assert.ok((await status()).position);
    assert.equal(run.world.exchange.fills.length, 1, 'one entry, however many runs');

    await run.bar(start + 12 * MINUTE, 59_400);
    assert.equal((await status()).mode.mode, 'halted');
    for (let minute = 13; minute < 30; minute++) await run.bar(start + minute * MINUTE);
    assert.equal((await status()).mode.mode, 'halted');
    const keys = run.world.written.map((record) => `${record.table}/${record.key}`);
    assert.equal(new Set(keys).size, keys.length, 'every record once');
    assert.deepEqual(
      run.world.finished,
      Array.from({ length: 30 }, (_, minute) => start + minute * MINUTE),
    );
  });
});

function flat(openTime: number) {
  const price = 60_000;
  return {
    ...{ openTime, open: price, high: price, low: price, close: price },
    ...{ volume: 1, quoteVolume: price, trades: 1, takerBuyVolume: 0.5, takerBuyQuoteVolume: price / 2 },
  };
}
