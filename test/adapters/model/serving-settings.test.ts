import assert from 'node:assert/strict';
import { servingSettings } from '../../../adapters/model/serving-settings.ts';
import type { ServingConfiguration } from '../../../adapters/model/serving-settings.ts';
import { planStart } from '../../../apps/cli/start-plan.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

describe('what runs the network, by configuration', () => {
  it('is this process, or an endpoint with a bound on its answers', () => {
    assert.deepEqual(servingSettings({ kind: 'in-process' }), { kind: 'in-process' });
    assert.deepEqual(servingSettings({ kind: 'sagemaker-endpoint', endpoint: 'e' }), {
      kind: 'sagemaker-endpoint',
      endpoint: 'e',
      timeoutMs: 1_000,
    });
  });

  const wrong: [ServingConfiguration, RegExp][] = [
    [{ kind: 'sagemaker-endpoint' }, /needs "serving\.endpoint"/],
    [{ kind: 'in-process', endpoint: 'e' }, /"serving\.endpoint" is of an endpoint: it needs "serving\.kind"/],
    [{ kind: 'in-process', timeoutMs: 100 }, /"serving\.timeoutMs" is of an endpoint/],
  ];
  for (const [given, sentence] of wrong) {
    it(`refuses ${JSON.stringify(given)}`, () => assert.throws(() => servingSettings(given), sentence));
  }

  describe('in a configuration file', () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'minutehand-serving-'))));
    afterEach(() => rmSync(folder, { recursive: true, force: true }));
    const planned = (serving: object, ...more: string[]) => {
      const file = path.join(folder, 'minutehand.json');
      writeFileSync(file, JSON.stringify({ serving }));
      return planStart(['--config', file, '--data-dir', folder, ...more], {}).serving;
    };

    it('reaches the plan of a start', () => {
      const serving = { kind: 'sagemaker-endpoint', endpoint: 'minutehand', timeoutMs: 300 };
      assert.deepEqual(planned(serving), serving);
    });
    it('is refused with the key, the value and what would be right', () => {
      assert.throws(
        () => planned({ kind: 'lambda' }),
        /"serving\.kind".* is "lambda", and must be one of in-process, sagemaker-endpoint/,
      );
      assert.throws(
        () => planned({ kind: 'sagemaker-endpoint', endpoint: 'a b' }),
        /"serving\.endpoint".*letters, digits and hyphens/,
      );
    });
    it('is refused with a model that asks no network', () => {
      const serving = { kind: 'sagemaker-endpoint', endpoint: 'minutehand' };
      assert.throws(
        () => planned(serving, '--model', 'forced:BUY'),
        /asks no network: it needs "serving\.kind": "in-process"/,
      );
    });
  });
});
