import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { BundleManifest } from '../../../adapters/model/bundle-schema.ts';
import { loadBundle } from '../../../adapters/model/bundle.ts';
import { bundledModelDirectory } from '../../../adapters/model/bundled-model.ts';
import { createOnnxModel } from '../../../adapters/model/onnx-model.ts';
import type { Prediction } from '../../../core/model/prediction.ts';
import { MODEL_FEATURES } from '../../../core/features/model-features.ts';
import { kellyFraction } from '../../../core/risk/kelly.ts';
import { DEFAULT_RISK_LIMITS } from '../../../core/risk/limits.ts';
import { SIMULATED_HISTORY_FROM, SIMULATED_START } from '../../../core/simulation/simulated-market.ts';
import { inputsOf, simulatedMinutes } from './simulated-minutes.ts';

/** Two taker fees of 5 bps and the assumed slippage of both sides. */
const ROUND_TRIP_BPS = 10 + 2 * DEFAULT_RISK_LIMITS.slippageBps;
const MIN_NOTIONAL = 50;
const FRESH_MINUTES = 1_440;
const WINDOW = 1_500;

describe('the model that ships with the project', () => {
  const directory = bundledModelDirectory('simulated')!;
  let manifest: BundleManifest;

  before(async () => {
    ({ manifest } = await loadBundle(directory));
  });

  it('weighs less than a megabyte', async () => {
    let bytes = 0;
    for (const name of await readdir(directory)) bytes += (await stat(path.join(directory, name))).size;
    assert.ok(bytes < 1_000_000, `${bytes} bytes`);
  });

  it('names the command and the seed that make it again, and the month it saw', () => {
    assert.equal(manifest.createdBy.command, `npm run train:bundled -- --seed ${manifest.createdBy.seed}`);
    assert.equal(manifest.market, 'simulated');
    assert.ok(manifest.interval.from >= SIMULATED_HISTORY_FROM && manifest.interval.to <= SIMULATED_START);
  });

  it("reads the features of today's list", () => {
    assert.deepEqual(manifest.features, MODEL_FEATURES);
  });

  it('is better than always HOLD on its held-out minutes, by more than accuracy', () => {
    const { accuracy, alwaysHoldAccuracy, macroF1, alwaysHoldMacroF1, logLoss, classShareLogLoss } = manifest.metrics;
    assert.ok(accuracy > alwaysHoldAccuracy && macroF1 > alwaysHoldMacroF1 && logLoss < classShareLogLoss);
  });

  it('there is none for other markets', () => {
    assert.equal(bundledModelDirectory('replay'), undefined);
    assert.equal(bundledModelDirectory('binance'), undefined);
  });

  it('passes the default gates a few times an hour on a day it has never seen, and not by chance', async function () {
    this.timeout(60_000);
    const model = await createOnnxModel(await loadBundle(directory));
    const { bars, funding } = simulatedMinutes(SIMULATED_START, WINDOW + FRESH_MINUTES + manifest.horizonMinutes);
    const predictions: Prediction[] = [];
    for (let row = WINDOW - 1; row < WINDOW - 1 + FRESH_MINUTES; row++) {
      predictions.push(await model.predict(inputsOf(bars.slice(row + 1 - WINDOW, row + 1), funding)));
    }
    const closeAfter = (minute: number): number => bars[WINDOW - 1 + minute]!.close;
    const realisedBps = predictions.flatMap((prediction, minute) => {
      if (!passesDefaultGates(prediction)) return [];
      const move = (closeAfter(minute + manifest.horizonMinutes) / closeAfter(minute) - 1) * 10_000;
      return prediction.signal === 'BUY' ? move : -move;
    });
    const trades = countTrades(predictions);
    const hours = FRESH_MINUTES / 60;
    const mean = realisedBps.reduce((sum, move) => sum + move, 0) / realisedBps.length;
    console.log(
      `        ${(realisedBps.length / hours).toFixed(1)} signals and ${(trades / hours).toFixed(1)} trades an hour; ` +
        `mean move of ${mean.toFixed(1)} bps over ${manifest.horizonMinutes} minutes after a signal (simulated)`,
    );
    assert.ok(trades / hours >= 2 && trades / hours <= 6, `${trades / hours} trades an hour`);
    assert.ok(mean > ROUND_TRIP_BPS, `mean realised move of ${mean} bps`);
  });

  /** One position at a time, held for the horizon and on while the signal agrees: the rules without stop and target. */
  function countTrades(predictions: readonly Prediction[]): number {
    let trades = 0;
    let held: { readonly signal: string; exitDue: number } | undefined;
    predictions.forEach((prediction, minute) => {
      if (held) {
        if (minute < held.exitDue) return;
        if (prediction.signal === held.signal && prediction.confidence >= DEFAULT_RISK_LIMITS.minConfidence) {
          held.exitDue = minute + DEFAULT_RISK_LIMITS.horizonMinutes;
        } else held = undefined;
      } else if (passesDefaultGates(prediction)) {
        trades++;
        held = { signal: prediction.signal, exitDue: minute + DEFAULT_RISK_LIMITS.horizonMinutes };
      }
    });
    return trades;
  }

  /** Confidence, cost gate, an edge by Kelly, and an order of at least the exchange's minimum on a wallet of 1,000 USDT. */
  function passesDefaultGates({ signal, confidence, expectedMoveBps }: Prediction): boolean {
    const { minConfidence, costMargin, kellyScale, leverage } = DEFAULT_RISK_LIMITS;
    if (signal === 'HOLD' || confidence < minConfidence) return false;
    const gain = signal === 'BUY' ? expectedMoveBps : -expectedMoveBps;
    const { f } = kellyFraction({ trades: 0, wins: 0, winBpsSum: 0, lossBpsSum: 0 }, manifest.prior);
    const notional = f * 1_000 * confidence * kellyScale * leverage;
    return gain >= ROUND_TRIP_BPS * costMargin && notional >= MIN_NOTIONAL;
  }
});
