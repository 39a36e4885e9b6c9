import assert from 'node:assert/strict';
import { ServiceError } from '@temporalio/client';
import { StatusWatch } from '../../../apps/cli/status-watch.ts';
import type { TradingStatus } from '../../../workflows/messages.ts';

const status = { symbol: 'BTCUSDT' } as TradingStatus;

describe('watching the status of the strategy', () => {
  let now: number;
  let questions: { answer: (status: TradingStatus) => void; fail: (error: Error) => void }[];
  let watch: StatusWatch;
  beforeEach(() => {
    now = 0;
    questions = [];
    const ask = () => new Promise<TradingStatus>((answer, fail) => questions.push({ answer, fail }));
    watch = new StatusWatch({ status: ask }, () => now);
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const grpc = (code: number) =>
    new ServiceError('Failed to query Workflow', { cause: { code, details: 'x' } as never });

  it('asks one question at a time', async () => {
    watch.ask();
    watch.ask();
    assert.equal(questions.length, 1);
    questions[0]!.answer(status);
    await settled();
    assert.equal(watch.latest, status);
    watch.ask();
    assert.equal(questions.length, 2);
  });

  it('keeps the last answer, and says nothing of a question that failed, for five seconds', async () => {
    watch.ask();
    questions[0]!.answer(status);
    await settled();
    watch.ask();
    questions[1]!.fail(grpc(4));
    await settled();
    now = 4_900;
    assert.equal(watch.latest, status);
    assert.equal(watch.silence, undefined);
    now = 12_300;
    assert.equal(watch.silence, 'no answer from the strategy for 12 s: the worker is busy, or the machine is');
    watch.ask();
    questions[2]!.answer(status);
    await settled();
    assert.equal(watch.silence, undefined);
  });

  it('says why in words of its own, or in those of the server', async () => {
    now = 6_000;
    watch.ask();
    questions[0]!.fail(grpc(14));
    await settled();
    assert.equal(watch.silence, 'no answer from the strategy for 6 s: the Temporal server does not answer');
    watch.ask();
    questions[1]!.fail(grpc(13));
    await settled();
    assert.match(watch.silence ?? '', /for 6 s: x$/);
  });
});
