import assert from 'node:assert/strict';
import type { Prediction, TradeRecordSummary } from '../../../core/model/prediction.ts';
import type { FeatureInputs } from '../../../core/features/inputs.ts';
import type { SignalModel } from '../../../adapters/model/port.ts';
import { ServingModel } from '../../../adapters/model/serving-model.ts';

const MINUTES = {} as FeatureInputs;

/** A model whose predictions end when they are told to. */
class HeldModel implements SignalModel {
  readonly windowBars: number;
  readonly modelId: string;
  readonly prior: TradeRecordSummary;
  readonly #waiting: (() => void)[] = [];

  constructor(modelId: string, trades: number, windowBars = 1_500) {
    this.modelId = modelId;
    this.windowBars = windowBars;
    this.prior = { trades, wins: 0, winBpsSum: 0, lossBpsSum: 1 };
  }

  async predict(): Promise<Prediction> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return {
      signal: 'HOLD',
      confidence: 1,
      probabilities: [0, 1, 0],
      expectedMoveBps: 0,
      modelId: this.modelId,
      atr14: 1,
      latencyMs: 1,
    };
  }

  answerAll(): void {
    for (const answer of this.#waiting.splice(0)) answer();
  }
}

describe('the model that serves', () => {
  it('is another one from the next prediction on; one under way keeps the model it began with, and its prior', async () => {
    const [a, b] = [new HeldModel('a', 10), new HeldModel('b', 20)];
    const serving = new ServingModel(a);
    const before = serving.predict(MINUTES);
    serving.replace(b);
    const after = serving.predict(MINUTES);
    b.answerAll();
    a.answerAll();
    assert.deepEqual([(await before).modelId, (await before).prior?.trades], ['a', 10]);
    assert.deepEqual([(await after).modelId, (await after).prior?.trades], ['b', 20]);
    assert.equal(serving.modelId, 'b');
    assert.equal(serving.prior.trades, 20);
  });

  it('keeps the one before when the next needs more minutes than are kept', () => {
    const serving = new ServingModel(new HeldModel('a', 10));
    assert.throws(() => serving.replace(new HeldModel('b', 20, 2_000)), /b needs 2000 minutes.*1500 are kept/);
    assert.equal(serving.modelId, 'a');
  });
});
