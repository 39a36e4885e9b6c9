import assert from 'node:assert/strict';
import path from 'node:path';
import { runChild } from '../../../adapters/training/child-process.ts';
import { needTrainingPython } from './training-toolchain.ts';

describe("the training script's arithmetic", () => {
  it('passes its own examples in Python', async function () {
    const command = await needTrainingPython(this);
    const end = await runChild({
      command,
      args: [path.join(import.meta.dirname, 'training_maths.py')],
      environment: { PYTHONDONTWRITEBYTECODE: '1' },
    });
    const words = end.lastErrorLines.join('\n');
    assert.equal(end.code, 0, words);
    assert.match(words, /Ran [1-9]\d* tests/);
  });
});
