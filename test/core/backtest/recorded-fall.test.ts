import assert from 'node:assert/strict';
import { createForcedModel, FORCED_PRIOR } from '../../../adapters/model/forced-model.ts';
import { createReplayMarket } from '../../../adapters/replay-market/replay-market.ts';
import { runBacktest } from '../../../core/backtest/run-backtest.ts';
import { toFeatureInputs } from '../../../core/features/inputs.ts';
import { MINUTE_MS } from '../../../core/market/bar.ts';
import type { Prediction } from '../../../core/model/prediction.ts';
import { money } from '../../../core/money/decimal.ts';
import { DEFAULT_RISK_LIMITS } from '../../../core/risk/limits.ts';
import type { AuditRecord } from '../../../core/trading/records.ts';
import { recordedKlines } from '../../end-to-end/cli-run.ts';

const FROM = Date.UTC(2022, 4, 9);
const MINUTES = 10 * 60;

describe('the fall of May 2022 in a backtest, forced to BUY with wide stops', function () {
  this.timeout(60_000);

  it('closes the position by the breaker itself once equity is 5 % below 00:00 UTC, and enters no more', async function () {
    const market = await createReplayMarket({ path: recordedKlines(this), from: FROM, to: FROM + 24 * 60 * MINUTE_MS });
    const model = createForcedModel('BUY');
    const predictions = new Map<number, Prediction>();
    for (let bar = FROM; bar < FROM + MINUTES * MINUTE_MS; bar += MINUTE_MS) {
      const bars = market.bars(bar - (model.windowBars - 1) * MINUTE_MS, bar + MINUTE_MS);
      predictions.set(bar, await model.predict(toFeatureInputs(bars, [])));
    }
    const records: AuditRecord[] = [];
    const { lowEdge, stopLossGuard } = DEFAULT_RISK_LIMITS.protections;
    const { wallet, ledger } = runBacktest({
      market,
      settings: {
        symbol: 'BTCUSDT',
        runTag: 'fallwide',
        clock: { kind: 'lockstep' },
        limits: {
          ...DEFAULT_RISK_LIMITS,
          rules: 'seed',
          stopAtr: 2,
          protections: {
            cooldownMinutes: 0,
            stopLossGuard: { ...stopLossGuard, stops: 0 },
            lowEdge: { ...lowEdge, trades: 0 },
          },
        },
        prior: FORCED_PRIOR,
      },
      deposit: '10000',
      from: FROM,
      to: FROM + MINUTES * MINUTE_MS,
      predictionAt: (openTime) => predictions.get(openTime),
      onRecords: (made) => records.push(...made),
    });

    const trades = records.flatMap((record) => (record.table === 'trades' ? [record] : []));
    const last = trades.at(-1)!;
    assert.deepEqual([last.exit, (last.closedBar - FROM) / MINUTE_MS], ['breaker', 506]);
    assert.ok(trades.slice(0, -1).every(({ exit }) => exit === 'stop' || exit === 'target'));
    const equity = records.flatMap((record) => (record.table === 'equity' ? [record] : []));
    for (const { bar, drawdown } of equity) {
      if (bar < last.closedBar) assert.ok(drawdown < 0.05, `${drawdown} at minute ${(bar - FROM) / MINUTE_MS}`);
    }
    assert.ok(
      records.every(
        (record) => record.table !== 'decisions' || record.bar <= last.closedBar || record.action === 'refuse',
      ),
    );
    assert.equal(ledger.reduce((sum, { amount }) => sum.plus(amount), money('0')).toFixed(), money(wallet).toFixed());
  });
});
