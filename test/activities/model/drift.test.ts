import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createDriftActivities } from '../../../activities/model/drift.ts';
import type { AuditReader } from '../../../adapters/audit/port.ts';
import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { buildGold } from '../../../adapters/lakehouse/stages/gold.ts';
import { buildSilver } from '../../../adapters/lakehouse/stages/silver.ts';
import { loadBundle } from '../../../adapters/model/bundle.ts';
import type { ModelBundle } from '../../../adapters/model/bundle.ts';
import { bundledModelDirectory } from '../../../adapters/model/bundled-model.ts';
import type { Champion } from '../../../core/model/registry-state.ts';
import { DEFAULT_DRIFT_LIMITS } from '../../../core/model/drift/drift-limits.ts';
import type { DriftLimits } from '../../../core/model/drift/drift-limits.ts';
import type { Signal } from '../../../core/model/prediction.ts';
import { DAY_MS, MINUTE_MS } from '../../../core/market/bar.ts';
import { datesOf } from '../../../core/pipeline/data-interval.ts';
import { createSimulatedMarket, SIMULATED_HISTORY_FROM } from '../../../core/simulation/simulated-market.ts';

const SYMBOL = 'BTCUSDT';
const FROM = SIMULATED_HISTORY_FROM;
const TRAINED_TO = FROM + 3 * DAY_MS;
const TO = FROM + 5 * DAY_MS;

interface Told {
  readonly action: string;
  readonly sentences: readonly string[];
  readonly sizeShare: number;
}

describe('the measurement of a champion', function () {
  this.timeout(60_000);
  let folder: string;
  let lake: Lakehouse;
  let bundle: ModelBundle;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'minutehand-drift-'));
    lake = new Lakehouse({ kind: 'folder', folder }, { threads: 1 });
    const market = createSimulatedMarket({ seed: 1 });
    const dates = datesOf({ from: FROM, to: TO });
    await buildSilver(lake, { symbol: SYMBOL, dates, askKlines: async (_, from, to) => market.bars(from, to) });
    await buildGold(lake, { symbol: SYMBOL, dates });
    const shipped = await loadBundle(bundledModelDirectory('simulated')!);
    const interval = { from: FROM, to: TRAINED_TO };
    bundle = { ...shipped, manifest: { ...shipped.manifest, interval } };
  });
  after(async () => {
    await lake?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Decisions of the last days, each as sure as told, and trades with so many wins. */
  function audit(decide: (i: number) => Signal, confidence: number, trades: number, wins: number): AuditReader {
    const modelId = bundle.manifest.id;
    const tables: Record<string, object[]> = {
      decisions: Array.from({ length: 1_400 }, (_, i) => ({
        bar: TRAINED_TO + i * MINUTE_MS,
        modelId,
        signal: decide(i),
        confidence,
        refusals: [],
      })),
      trades: Array.from({ length: trades }, (_, i) => ({ modelId, netBps: i < wins ? 5 : -5 })),
    };
    return { latest: async (table: string) => (tables[table] ?? []) as never };
  }

  async function measured(reader: AuditReader, limits: DriftLimits = DEFAULT_DRIFT_LIMITS, hasChampion = true) {
    const told: Told[] = [];
    const { measureDrift } = createDriftActivities({
      lake,
      registry: {
        champion: async () => (hasChampion ? ({ modelId: bundle.manifest.id } as Champion) : undefined),
      },
      bundles: { fetch: async () => bundle },
      audit: reader,
      market: 'simulated',
      limits,
      tell: async (_, found) => void told.push(found),
    });
    return { report: await measureDrift({ symbol: SYMBOL }), told };
  }

  it('tells of features, signals, confidence and trades that are not as in training, and what is to be done', async () => {
    const always = audit(() => 'BUY', 1, 100, 0);
    const { report, told } = await measured(always, {
      ...DEFAULT_DRIFT_LIMITS,
      features: { most: 0.001, then: 'pause-entries' },
    });
    assert.equal(report.modelId, bundle.manifest.id);
    assert.equal(report.action, 'pause-entries');
    assert.equal(report.sentences.length, 4, report.sentences.join('\n'));
    const [features, predictions, calibration, winRate] = report.sentences;
    assert.match(features!, /median population stability index of 6\d|median population stability index of 5\d/);
    assert.match(predictions!, /SELL 0\.0 %, HOLD 0\.0 %, BUY 100\.0 % of 1400/);
    assert.match(calibration!, /of 1400 minutes at a mean confidence of 100\.0 %/);
    assert.match(winRate!, /^0\.0 % of 100 live trades won/);
    assert.deepEqual(told, [{ action: report.action, sentences: report.sentences, sizeShare: 0.5 }]);
  });

  it('tells that nothing is beyond its limit, so that a lowered size comes back', async () => {
    const { SELL, HOLD } = bundle.manifest.metrics.predictedShares;
    const asInValidation = (i: number): Signal =>
      i < 1_400 * SELL ? 'SELL' : i < 1_400 * (SELL + HOLD) ? 'HOLD' : 'BUY';
    const { report, told } = await measured(audit(asInValidation, 0.5, 0, 0), {
      ...DEFAULT_DRIFT_LIMITS,
      features: { most: 100, then: 'alert' },
      calibration: { most: 1, then: 'alert' },
    });
    assert.deepEqual([report.action, report.sentences], ['none', []]);
    assert.deepEqual(told, [{ action: 'none', sentences: [], sizeShare: 0.5 }]);
  });

  it('says nothing to anybody where no model was ever promoted', async () => {
    const { report, told } = await measured(
      audit(() => 'BUY', 1, 0, 0),
      DEFAULT_DRIFT_LIMITS,
      false,
    );
    assert.deepEqual(report, { modelId: null, action: 'none', sentences: [] });
    assert.deepEqual(told, []);
  });
});
