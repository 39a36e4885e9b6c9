import { createReplayMarket } from '../../adapters/replay-market/replay-market.ts';
import { runBacktest } from '../../core/backtest/run-backtest.ts';
import type { BacktestInput, BacktestOutcome } from '../../core/backtest/run-backtest.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import type { KnownMinutes } from '../../core/matching/minute-market.ts';
import type { Prediction } from '../../core/model/prediction.ts';
import { DEFAULT_RISK_LIMITS } from '../../core/risk/limits.ts';
import type { RiskLimits } from '../../core/risk/limits.ts';
import type { TradeRecord } from '../../core/trading/records.ts';
import path from 'node:path';

const DATA = path.resolve(import.meta.dirname, '../../../shared/data');
/** Two days after the recording's start: a replay needs history before it. */
export const FROM = Date.UTC(2022, 0, 3);
export const TO = Date.UTC(2023, 0, 1);

/** Stop and target as fractions of the price at the signal. */
export const STOP = 0.006;
export const TARGET = 0.012;

/** How often signals come, and how long a position is held at most; minutes. */
export interface Pace {
  readonly every: number;
  readonly hold: number;
}

/** The recorded year beside the checkout, with its settlements. */
export function recordedYear(): Promise<KnownMinutes> {
  return createReplayMarket({
    path: path.join(DATA, 'klines_usdm_1m'),
    funding: path.join(DATA, 'funding/BTCUSDT_funding_8h.csv'),
    from: FROM,
    to: TO,
  });
}

/** 1 buy, −1 sell, 0 nothing, by minute: about one in `every`, none before the position of the one before has ended. */
export function drawnSignals({ every, hold }: Pace): Int8Array {
  const signals = new Int8Array((TO - FROM) / MINUTE_MS);
  let next = 0;
  for (let i = 0; i < signals.length; i++) {
    const draw = Math.imul(i + 1, 0x9e3779b1) >>> 0;
    if (i < next || draw % (every - hold) !== 0) continue;
    signals[i] = (draw >>> 16) % 2 === 0 ? 1 : -1;
    next = i + hold + 1;
  }
  return signals;
}

/** Every signal is an order: nothing locks, and a position is so small that a year of fees doesn't end it. */
const LIMITS: RiskLimits = {
  ...DEFAULT_RISK_LIMITS,
  rules: 'seed',
  stopAtr: 1,
  targetMultiple: TARGET / STOP,
  kellyScale: 0.01,
  dailyDrawdown: 0.99,
  minDepthQuote: 1,
  maxDepthShare: 1,
  fundingWindowMs: 0,
  protections: {
    cooldownMinutes: 0,
    stopLossGuard: { stops: 0, lookbackMinutes: 60, lockMinutes: 60 },
    lowEdge: { trades: 0, lookbackMinutes: 360, minMeanBps: -10, lockMinutes: 120 },
  },
};

/** The predictions that make `signals` of the minutes, ready before the clock starts. */
export function predictionsOf(market: KnownMinutes, signals: Int8Array): readonly Prediction[] {
  const common = { confidence: 0.8, modelId: 'drawn', latencyMs: 0 } as const;
  const hold = { ...common, signal: 'HOLD', probabilities: [0.1, 0.8, 0.1], expectedMoveBps: 0, atr14: 1 } as const;
  return Array.from(signals, (signal, i): Prediction => {
    if (signal === 0) return hold;
    const atr14 = STOP * market.bar(FROM + i * MINUTE_MS)!.close;
    return signal > 0
      ? { ...common, signal: 'BUY', probabilities: [0.1, 0.1, 0.8], expectedMoveBps: 60, atr14 }
      : { ...common, signal: 'SELL', probabilities: [0.8, 0.1, 0.1], expectedMoveBps: -60, atr14 };
  });
}

export interface BenchRun {
  readonly outcome: BacktestOutcome;
  readonly trades: readonly TradeRecord[];
}

/** Runs the first `minutes` of the year. */
export function runCase(
  market: KnownMinutes,
  predictions: readonly Prediction[],
  { hold }: Pace,
  { minutes, records }: { readonly minutes: number; readonly records: NonNullable<BacktestInput['records']> },
): BenchRun {
  const trades: TradeRecord[] = [];
  const outcome = runBacktest({
    market,
    settings: {
      symbol: market.symbol,
      runTag: 'bench',
      clock: { kind: 'lockstep' },
      limits: { ...LIMITS, horizonMinutes: hold },
      prior: { trades: 4e8, wins: 2.4e8, winBpsSum: 4.8e9, lossBpsSum: 2.4e9 },
    },
    deposit: '100000',
    from: FROM,
    to: FROM + minutes * MINUTE_MS,
    predictionAt: (openTime) => predictions[(openTime - FROM) / MINUTE_MS],
    onRecords: (made) => {
      for (const record of made) if (record.table === 'trades') trades.push(record);
    },
    records,
  });
  return { outcome, trades };
}
