import assert from 'node:assert/strict';
import { busyMinutes } from '../../../bench/study/busy-minutes.ts';
import { CLAIMED_RECORD } from '../../../bench/study/run-signals.ts';
import { marketOfColumns } from '../../../core/analysis/columns-market.ts';
import { runBacktest } from '../../../core/backtest/run-backtest.ts';
import { BTCUSDT_SPEC } from '../../../core/matching/binance-specs.ts';
import type { KnownMinutes } from '../../../core/matching/minute-market.ts';
import { DEFAULT_RISK_LIMITS } from '../../../core/risk/limits.ts';
import { randomEntry } from '../../../core/rules/random-entry.ts';
import { rulePredictions } from '../../../core/rules/rule-predictions.ts';
import type { TradeRecord } from '../../../core/trading/records.ts';
import { simulatedMinutes } from '../../core/rules/simulated-minutes.ts';

const MINUTE = 60_000;

describe('leaving idle minutes out of a backtest', () => {
  const inputs = simulatedMinutes(5_000);
  const market = marketOfColumns(inputs, BTCUSDT_SPEC, 1);
  const period = { name: 'all', from: inputs.openTime[1_000]!, to: inputs.openTime[4_999]! + MINUTE };

  for (const [rules, horizonMinutes] of [
    ['seed', 3],
    ['gated', 3],
    ['seed', 30],
  ] as const) {
    it(`changes no trade (${rules} rules, ${horizonMinutes} minutes)`, () => {
      const rule = randomEntry({ seed: 4, entryShare: 0.01, claimedMoveBps: 100 });
      const predictionAt = rulePredictions(rule, inputs);
      const limits = { ...DEFAULT_RISK_LIMITS, rules, horizonMinutes };
      let played = 0;
      const tradesOn = (minutes: KnownMinutes): TradeRecord[] => {
        const trades: TradeRecord[] = [];
        const outcome = runBacktest({
          market: minutes,
          settings: { symbol: 'BTCUSDT', runTag: 'idle', clock: { kind: 'lockstep' }, limits, prior: CLAIMED_RECORD },
          deposit: '10000',
          from: period.from,
          to: period.to,
          predictionAt,
          onRecords: (records) => trades.push(...records.filter((record) => record.table === 'trades')),
        });
        played = outcome.minutes;
        return trades;
      };
      const whole = tradesOn(market);
      assert.equal(played, 4_000);
      assert.ok(whole.length >= 15, `${whole.length} trades`);
      assert.deepEqual(tradesOn(busyMinutes(market, predictionAt, period, horizonMinutes)), whole);
      assert.ok(played < 3_000, `${played} minutes were played`);
    });
  }
});
