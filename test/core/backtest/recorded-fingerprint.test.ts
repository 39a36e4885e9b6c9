import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { createReplayMarket } from '../../../adapters/replay-market/replay-market.ts';
import type { KnownMinutes } from '../../../core/matching/minute-market.ts';
import type { Prediction, Signal } from '../../../core/model/prediction.ts';
import { recordedKlines } from '../../end-to-end/cli-run.ts';
import { MINUTE, OPEN_LIMITS } from './candle-market.ts';
import { assertSameRun, run } from './same-run.ts';

const FROM = Date.UTC(2022, 4, 9);
const TO = Date.UTC(2022, 4, 13);

/** A few signals an hour, by arithmetic alone: the same on every machine. */
function predictionAt(openTime: number): Prediction {
  const draw = (Math.imul(openTime / MINUTE, 0x9e3779b1) >>> 0) % 97;
  const signal: Signal = draw < 3 ? 'BUY' : draw < 6 ? 'SELL' : 'HOLD';
  return {
    signal,
    confidence: 0.8,
    probabilities: [0.1, 0.1, 0.8],
    expectedMoveBps: { SELL: -40, HOLD: 0, BUY: 40 }[signal],
    modelId: 'drawn',
    atr14: 30 + draw,
    latencyMs: 0,
  };
}

describe('a backtest of four recorded days in May 2022', function () {
  this.timeout(60_000);
  let market: KnownMinutes;

  before(async function () {
    const klines = recordedKlines(this);
    market = await createReplayMarket({
      path: path.join(klines, 'BTCUSDT-1m-2022-05.csv.gz'),
      funding: path.join(klines, '../funding/BTCUSDT_funding_8h.csv'),
      from: FROM,
      to: TO,
    });
  });

  it('has the trades, the ledger and the equity that it always had, whether minutes are passed over or not', () => {
    const input = {
      market,
      settings: {
        symbol: 'BTCUSDT',
        runTag: 'print',
        clock: { kind: 'lockstep' },
        limits: { ...OPEN_LIMITS, horizonMinutes: 45, fundingWindowMs: 0, stopAtr: 3 },
        prior: { trades: 400_000, wins: 240_000, winBpsSum: 4.8e6, lossBpsSum: 2.4e6 },
      },
      deposit: '10000',
      from: FROM,
      to: TO,
      predictionAt,
    } as const;
    const played = run(input);
    const passed = run({ ...input, records: 'trades' });
    assertSameRun(passed, played);
    assert.ok(
      passed.records.length < played.records.length / 2,
      `${passed.records.length} of ${played.records.length}`,
    );

    const trades = passed.records.filter(({ table }) => table === 'trades');
    const { ledger, equity } = passed.outcome;
    assert.ok(ledger.some(({ type }) => type === 'FUNDING_FEE'));
    const print = createHash('sha256')
      .update(JSON.stringify([trades, ledger, equity]))
      .digest('hex');
    assert.deepEqual(
      [trades.length, ledger.length, equity, print],
      [312, 1264, '8482.26569425', 'de29e5f1cead3c474798958cda6de429b12371eb6a0bb239f1007854c1d9b2a2'],
    );
  });
});
