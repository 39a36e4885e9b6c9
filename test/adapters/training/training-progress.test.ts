import assert from 'node:assert/strict';
import { parseProgressLine } from '../../../adapters/training/training-progress.ts';

describe('progress lines of the training script', () => {
  it('reads an epoch with its numbers and a sentence', () => {
    const line = '{"event": "epoch", "of": 20, "epoch": 2, "loss": 0.6213, "valLoss": 0.59844, "seconds": 3.81}';
    assert.deepEqual(parseProgressLine(line), {
      stage: 'epoch',
      epoch: 2,
      of: 20,
      loss: 0.6213,
      valLoss: 0.59844,
      seconds: 3.81,
      text: 'epoch 2 of at most 20: loss 0.6213, held-out 0.5984, 3.8 s',
    });
  });

  it('tells the other steps in a sentence', () => {
    assert.deepEqual(parseProgressLine('{"event": "finished", "seconds": 80.2}'), {
      stage: 'script',
      event: 'finished',
      text: 'trained in 80.2 s',
    });
  });

  it('passes over what is not a report', () => {
    for (const line of ['', 'Epoch 1/8', '3', 'null', '{"epoch": 1}']) assert.equal(parseProgressLine(line), undefined);
  });
});
