import assert from 'node:assert/strict';
import { trainingPlace } from '../../../adapters/training/choose-runner.ts';
import type { TrainingConfiguration } from '../../../adapters/training/choose-runner.ts';

const AWS: TrainingConfiguration = { runner: 'sagemaker', role: 'arn:aws:iam::1:role/r', image: 'registry/image:1' };

describe('where models are trained', () => {
  it('is this machine, or SageMaker with its defaults', () => {
    assert.deepEqual(trainingPlace({ runner: 'local' }, 'folder'), { runner: 'local' });
    assert.deepEqual(trainingPlace(AWS, 's3'), { ...AWS, instanceType: 'ml.m5.xlarge', timeoutMs: 14_400_000 });
    const chosen = { ...AWS, instanceType: 'ml.c5.2xlarge', timeoutMinutes: 30 };
    assert.deepEqual(trainingPlace(chosen, 's3'), { ...AWS, instanceType: 'ml.c5.2xlarge', timeoutMs: 1_800_000 });
  });

  for (const [configuration, lake, sentence] of [
    [{ ...AWS, runner: 'local' }, 's3', /^"training\.role" is of a job in AWS/],
    [{ runner: 'sagemaker', image: 'i' }, 's3', /needs "training\.role", the ARN/],
    [{ runner: 'sagemaker', role: 'r' }, 's3', /needs "training\.image", the address/],
    [AWS, 'folder', /needs --lake s3:\/\/bucket\/prefix$/],
  ] as const) {
    it(`is refused: ${String(sentence)}`, () => {
      assert.throws(() => trainingPlace(configuration, lake), { name: 'ConfigurationRefused', message: sentence });
    });
  }
});
