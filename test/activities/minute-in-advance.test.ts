import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { MinuteInAdvance } from '../../activities/minute-in-advance.ts';
import type { AccountView } from '../../adapters/exchange/port.ts';
import type { Prediction, Signal } from '../../core/model/prediction.ts';

const BAR = 1_700_000_040_000;
const NEXT = BAR + 60_000;

/** Answers that say how often was asked: the wallet of the n-th look is "n", the latency of the n-th prediction n. */
class Questions {
  now = 0;
  signal: Signal = 'BUY';
  readonly predicted: number[] = [];
  looks = 0;
  failingPredictions = 0;
  failingLooks = 0;
  /** Holds each look back until it is called. */
  readonly held: (() => void)[] = [];
  holds = false;
  readonly minute = new MinuteInAdvance({
    predict: async (bar) => {
      this.predicted.push(bar);
      await turn();
      if (this.failingPredictions-- > 0) throw new Error('no bar');
      return predictionOf(this.signal, this.predicted.length);
    },
    askAccount: async () => {
      const look = (this.looks += 1);
      if (this.holds) await new Promise<void>((resolve) => this.held.push(resolve));
      if (this.failingLooks-- > 0) throw new Error('timed out');
      return viewOf(look);
    },
    now: () => this.now,
  });

  constructor() {
    this.minute.accountIsWatched(true);
  }

  /** A bar has come, and whatever it begins has ended. */
  async arrive(bar: number): Promise<void> {
    this.minute.begin(bar);
    await turn();
    await turn();
  }
}

function predictionOf(signal: Signal, latencyMs: number): Prediction {
  return {
    signal,
    confidence: 1,
    probabilities: [0, 0, 1],
    expectedMoveBps: 40,
    modelId: 'test',
    atr14: 10,
    latencyMs,
  };
}

function viewOf(look: number): AccountView {
  return {
    wallet: String(look),
    unrealised: '0',
    available: String(look),
    positionAmt: '0',
    entryPrice: '0',
    markPrice: '60000',
    liquidationPrice: '0',
    time: 0,
  };
}

describe('minute in advance', () => {
  it('predicts and looks at the account before either is asked for', async () => {
    const questions = new Questions();
    await questions.arrive(BAR);
    assert.deepEqual(questions.predicted, [BAR]);
    assert.equal(questions.looks, 1);
    assert.equal((await questions.minute.prediction(BAR)).latencyMs, 1);
    assert.equal((await questions.minute.account(BAR)).wallet, '1');
    assert.deepEqual([questions.predicted.length, questions.looks], [1, 1]);
  });

  it('hands a prediction over that is still being made', async () => {
    const questions = new Questions();
    questions.minute.begin(BAR);
    assert.equal((await questions.minute.prediction(BAR)).latencyMs, 1);
    assert.deepEqual(questions.predicted, [BAR]);
  });

  it('looks at the account though the prediction was taken while it was being made', async () => {
    const questions = new Questions();
    questions.minute.begin(BAR);
    await questions.minute.prediction(BAR);
    await turn();
    assert.equal(questions.looks, 1);
  });

  it('spares the exchange the question when the signal is HOLD', async () => {
    const questions = new Questions();
    questions.signal = 'HOLD';
    await questions.arrive(BAR);
    assert.equal(questions.looks, 0);
    assert.equal((await questions.minute.account(BAR)).wallet, '1');
  });

  it('asks anew for a retried activity', async () => {
    const questions = new Questions();
    await questions.arrive(BAR);
    await questions.minute.prediction(BAR);
    await questions.minute.account(BAR);
    assert.equal((await questions.minute.prediction(BAR)).latencyMs, 2);
    assert.equal((await questions.minute.account(BAR)).wallet, '2');
  });

  it('asks anew for a bar that did not come by the stream', async () => {
    const questions = new Questions();
    await questions.arrive(BAR);
    await questions.minute.prediction(NEXT);
    assert.deepEqual(questions.predicted, [BAR, NEXT]);
    assert.equal((await questions.minute.account(NEXT)).wallet, '2');
  });

  it('forgets a bar when the next one comes', async () => {
    const questions = new Questions();
    await questions.arrive(BAR);
    await questions.arrive(NEXT);
    await questions.minute.prediction(BAR);
    assert.deepEqual(questions.predicted, [BAR, NEXT, BAR]);
    assert.equal((await questions.minute.account(BAR)).wallet, '3');
  });

  it('asks anew when the early prediction failed', async () => {
    const questions = new Questions();
    questions.failingPredictions = 1;
    await questions.arrive(BAR);
    assert.equal((await questions.minute.prediction(BAR)).latencyMs, 2);
    assert.equal(questions.looks, 0);
  });

  it('tells the failure when the question asked anew fails too', async () => {
    const questions = new Questions();
    questions.failingPredictions = 2;
    await questions.arrive(BAR);
    await assert.rejects(questions.minute.prediction(BAR), /no bar/);
  });

  it('asks anew when the early look at the account failed', async () => {
    const questions = new Questions();
    questions.failingLooks = 1;
    await questions.arrive(BAR);
    assert.equal((await questions.minute.account(BAR)).wallet, '2');
  });

  it('does not use a look after which the account may have changed', async () => {
    const questions = new Questions();
    await questions.arrive(BAR);
    questions.minute.accountMayHaveChanged();
    assert.equal((await questions.minute.account(BAR)).wallet, '2');
  });

  it('does not use a look during which the account may have changed, even when it is waited for', async () => {
    const questions = new Questions();
    questions.holds = true;
    await questions.arrive(BAR);
    const asked = questions.minute.account(BAR);
    questions.minute.accountMayHaveChanged();
    questions.holds = false;
    questions.held[0]?.();
    assert.equal((await asked).wallet, '2');
  });

  it('does not use a look that is older than a second', async () => {
    const questions = new Questions();
    await questions.arrive(BAR);
    questions.now = 1_000;
    const atOnce = new Questions();
    await atOnce.arrive(BAR);
    assert.equal((await questions.minute.account(BAR)).wallet, '1');
    atOnce.now = 1_001;
    assert.equal((await atOnce.minute.account(BAR)).wallet, '2');
  });

  it('keeps no look while the stream that would tell of a change is down', async () => {
    const questions = new Questions();
    questions.minute.accountIsWatched(false);
    await questions.arrive(BAR);
    assert.equal(questions.looks, 0);
    questions.minute.accountIsWatched(true);
    await questions.arrive(NEXT);
    questions.minute.accountIsWatched(false);
    assert.equal((await questions.minute.account(NEXT)).wallet, '2');
  });
});
