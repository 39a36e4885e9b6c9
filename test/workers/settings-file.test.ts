import assert from 'node:assert/strict';
import { DEFAULT_DRIFT_LIMITS } from '../../core/model/drift/drift-limits.ts';
import { readPipelineWorkerSettings, readTradingWorkerSettings } from '../../workers/settings-file.ts';

const TEMPORAL = { address: '127.0.0.1:7233', namespace: 'default', taskQueue: 'q' };

const TRADING = {
  temporal: TEMPORAL,
  workflowId: 'trading-BTCUSDT',
  symbol: 'BTCUSDT',
  clock: { kind: 'scaled', speed: 60 },
  exchange: { kind: 'paper', restUrl: 'http://127.0.0.1:1', wsUrl: 'ws://127.0.0.1:1' },
  leverage: 5,
  model: { kind: 'forced', signal: 'HOLD' },
  champion: { lake: '/data/lake', market: 'simulated', bundlesDirectory: '/data/bundles' },
  auditDirectory: '/data/audit',
};

const PIPELINE = {
  temporal: TEMPORAL,
  symbol: 'BTCUSDT',
  clock: { kind: 'lockstep' },
  lake: 's3://bucket/lake',
  workDirectory: '/data/pipeline',
  notificationsDirectory: '/data',
  market: { restUrl: 'http://127.0.0.1:1', wsUrl: 'ws://127.0.0.1:1' },
  archive: { baseUrl: 'http://127.0.0.1:2' },
  drift: { auditDirectory: '/data/audit', limits: DEFAULT_DRIFT_LIMITS },
  training: { market: 'simulated', cacheDirectory: '/cache', place: { runner: 'local' } },
  etl: { stages: 'glue', job: 'minutehand', timeoutMs: 60_000 },
};

const readers = [
  { name: 'trading', right: TRADING, read: readTradingWorkerSettings },
  { name: 'pipeline', right: PIPELINE, read: readPipelineWorkerSettings },
] as const;

for (const { name, right, read } of readers) {
  describe(`settings of the ${name} worker`, () => {
    const of = (value: unknown) => read(JSON.stringify(value), 'worker.json');

    it('are read as they are written', () => {
      assert.deepEqual(of(right), right);
    });

    it('name the key that is missing, unknown or wrong', () => {
      const { symbol: _, ...incomplete } = right;
      assert.throws(() => of(incomplete), /^Error: worker\.json: symbol: /);
      assert.throws(() => of({ ...right, colour: 'blue' }), /^Error: worker\.json: the whole: .*colour/);
      assert.throws(() => of({ ...right, clock: { kind: 'sundial' } }), /^Error: worker\.json: clock\.kind: /);
    });

    it('name a file that is not JSON', () => {
      assert.throws(() => read('{', 'worker.json'), /^Error: worker\.json is not JSON: /);
    });
  });
}

describe('settings of the trading worker', () => {
  it('are refused with real money, by name or by address', () => {
    const live = { ...TRADING, exchange: { ...TRADING.exchange, kind: 'live' } };
    assert.throws(() => readTradingWorkerSettings(JSON.stringify(live), 'worker.json'), /no release trades real money/);
  });
});
