import type { Bar } from '../../../core/market/bar.ts';
import type { FundingRate } from '../../../core/market/funding.ts';
import { BTCUSDT_SPEC } from '../../../core/matching/binance-specs.ts';
import type { KnownMinutes } from '../../../core/matching/minute-market.ts';
import type { Prediction, Signal, TradeRecordSummary } from '../../../core/model/prediction.ts';
import { DEFAULT_RISK_LIMITS } from '../../../core/risk/limits.ts';
import type { RiskLimits } from '../../../core/risk/limits.ts';
import { runBacktest } from '../../../core/backtest/run-backtest.ts';
import type { BacktestOutcome } from '../../../core/backtest/run-backtest.ts';
import type { AuditRecord } from '../../../core/trading/records.ts';

export const START = Date.UTC(2026, 2, 2, 10, 0);
export const MINUTE = 60_000;

/** open, high, low, close of a minute; undefined: the exchange has none. */
export type Candle = readonly [open: number, high: number, low: number, close: number] | undefined;

/** Minutes as a table, from START on; books without end, one tick around the price. */
export function candleMarket(candles: readonly Candle[], funding: readonly FundingRate[] = []): KnownMinutes {
  const bars = candles.map((candle, index) => candle && barOf(candle, START + index * MINUTE));
  return {
    symbol: 'BTCUSDT',
    spec: BTCUSDT_SPEC,
    priceDecimals: 1,
    bar: (openTime) => bars[(openTime - START) / MINUTE],
    bars: (from, to) => bars.filter((bar) => bar !== undefined && bar.openTime >= from && bar.openTime < to) as Bar[],
    funding: (from, to) => funding.filter(({ fundingTime }) => fundingTime >= from && fundingTime < to),
    bookAt: (_openTime, price) => ({
      bids: [[(price - 0.1).toFixed(1), '1000.000']],
      asks: [[(price + 0.1).toFixed(1), '1000.000']],
    }),
  };
}

function barOf([open, high, low, close]: readonly [number, number, number, number], openTime: number): Bar {
  const volumes = { volume: 20, quoteVolume: 1_200_000, trades: 200, takerBuyVolume: 10, takerBuyQuoteVolume: 600_000 };
  return { openTime, open, high, low, close, ...volumes };
}

/** Limits under which a signal is an order: the seed's rules, and no protection that locks. */
export const OPEN_LIMITS: RiskLimits = {
  ...DEFAULT_RISK_LIMITS,
  rules: 'seed',
  protections: {
    cooldownMinutes: 0,
    stopLossGuard: { stops: 0, lookbackMinutes: 60, lockMinutes: 60 },
    lowEdge: { trades: 0, lookbackMinutes: 360, minMeanBps: -10, lockMinutes: 120 },
  },
};

/** 60 % wins of 20 bps against 15: Kelly's f is 0.3. */
const PRIOR: TradeRecordSummary = { trades: 40, wins: 24, winBpsSum: 480, lossBpsSum: 240 };

export interface CandleRun {
  readonly outcome: BacktestOutcome;
  readonly records: readonly AuditRecord[];
}

/** A backtest over a table: `signals` by minute, HOLD where it has ended. ATR is 100, so a stop is 150 and a target 225 away. */
export function runOnCandles(
  candles: readonly Candle[],
  signals: readonly Signal[],
  options: { funding?: readonly FundingRate[]; limits?: Partial<RiskLimits>; prior?: TradeRecordSummary } = {},
): CandleRun {
  const records: AuditRecord[] = [];
  const outcome = runBacktest({
    market: candleMarket(candles, options.funding),
    settings: {
      symbol: 'BTCUSDT',
      runTag: 'table',
      clock: { kind: 'lockstep' },
      limits: { ...OPEN_LIMITS, ...options.limits },
      prior: options.prior ?? PRIOR,
    },
    deposit: '10000',
    from: START,
    to: START + candles.length * MINUTE,
    predictionAt: (openTime) => predictionOf(signals[(openTime - START) / MINUTE] ?? 'HOLD'),
    onRecords: (made) => records.push(...made),
  });
  return { outcome, records };
}

function predictionOf(signal: Signal): Prediction {
  const probabilities = { SELL: [0.8, 0.1, 0.1], HOLD: [0.1, 0.8, 0.1], BUY: [0.1, 0.1, 0.8] }[signal];
  return {
    signal,
    confidence: 0.8,
    probabilities: probabilities as [number, number, number],
    expectedMoveBps: { SELL: -30, HOLD: 0, BUY: 30 }[signal],
    modelId: 'table',
    atr14: 100,
    latencyMs: 0,
  };
}
