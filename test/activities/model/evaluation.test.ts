import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createEvaluationActivities } from '../../../activities/model/evaluation.ts';
import type { Evaluation, EvaluationRequest } from '../../../activities/model/promotion-contract.ts';
import { bundledModelDirectory } from '../../../adapters/model/bundled-model.ts';
import { createBundleStore } from '../../../adapters/registry/bundle-store.ts';
import type { BundleStore } from '../../../adapters/registry/bundle-store.ts';
import { makeLakehouse } from '../../adapters/lakehouse/stages/lakehouse-in-folder.ts';
import type { TemporaryLakehouse } from '../../adapters/lakehouse/stages/lakehouse-in-folder.ts';
import { goldOfSimulatedDays } from './gold-of-simulated-days.ts';

describe('evaluation of champion and challenger', function () {
  this.timeout(60_000);
  let made: TemporaryLakehouse;
  let fetched: string;
  let bundles: BundleStore;
  let model: string;
  let request: EvaluationRequest;

  before(async () => {
    made = await makeLakehouse();
    fetched = await mkdtemp(path.join(tmpdir(), 'minutehand-evaluation-'));
    bundles = createBundleStore(made.lake.store, fetched);
    const { manifest } = await bundles.publish(bundledModelDirectory('simulated')!);
    model = manifest.id;
    const { to } = await goldOfSimulatedDays(made.lake, 4);
    const end = Date.parse(to);
    const heldOut = { from: end - 86_400_000 + 3_600_000, to: end };
    request = { symbol: 'BTCUSDT', market: 'simulated', challenger: model, champion: model, heldOut };
  });
  after(async () => {
    await made.remove();
    await rm(fetched, { recursive: true, force: true });
  });

  const heartbeats: string[] = [];
  function evaluate(change: Partial<EvaluationRequest> = {}): Promise<Evaluation> {
    const environment = new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });
    environment.on('heartbeat', (step: string) => heartbeats.push(step));
    const { evaluateModels } = createEvaluationActivities({ lake: made.lake, bundles });
    return environment.run(evaluateModels, { ...request, ...change });
  }
  const refuses = (change: Partial<EvaluationRequest>, type: string, sentence: RegExp): Promise<void> =>
    assert.rejects(evaluate(change), (error: ApplicationFailure) => {
      assert.deepEqual([error.type, error.nonRetryable], [type, true], error.message);
      assert.match(error.message, sentence);
      return true;
    });

  it('runs both on the same minutes, trades the pattern of the simulated market, and gives the same twice', async () => {
    const evaluation = await evaluate();
    assert.equal(evaluation.minutes, 23 * 60);
    assert.deepEqual(evaluation.challenger, evaluation.champion, 'the same model comes to the same');
    assert.equal(evaluation.challenger.modelId, model);
    assert.ok(evaluation.challenger.trades > 0, 'it traded');
    assert.ok(evaluation.challenger.calibrationError! > 0 && evaluation.challenger.calibrationError! < 0.2);
    assert.equal(evaluation.championTrainedOn, 23 * 60, 'the bundled model was trained on that day, too');
    assert.deepEqual(await evaluate(), evaluation);
    assert.ok(
      heartbeats.some((step) => step === `backtest of ${model}`),
      heartbeats.join(),
    );
  });

  it('judges the first model without a champion', async () => {
    const { champion, championTrainedOn } = await evaluate({ champion: null });
    assert.deepEqual([champion, championTrainedOn], [null, 0]);
  });

  it('refuses days that the lake has not, and a model without a bundle', async () => {
    const later = { from: Date.parse('2030-01-01'), to: Date.parse('2030-01-02') };
    await refuses(
      { heldOut: later },
      'HeldOutDataRefused',
      /silver has no minute of BTCUSDT from 2029-12-31 to 2030-01-02/,
    );
    await refuses({ challenger: 'nobody' }, 'BundleRefused', /has no bundle of the model nobody/);
    await refuses({ symbol: 'ETHUSDT' }, 'HeldOutDataRefused', /the rules of ETHUSDT are not known/);
  });
});
