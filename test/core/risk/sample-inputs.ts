import { BTCUSDT_SPEC } from '../../../core/matching/binance-specs.ts';
import { DEFAULT_RISK_LIMITS } from '../../../core/risk/limits.ts';
import type { RiskLimits } from '../../../core/risk/limits.ts';
import type { RiskInputs, RiskVerdict } from '../../../core/risk/verdict.ts';

/** 2022-05-09 12:00 UTC, a whole minute. */
export const BAR_TIME = Date.UTC(2022, 4, 9, 12, 0);

/** Prices step by a tick of 0.1 from the best; each level holds `quantity`. */
export function ladder(best: number, direction: 1 | -1, quantity = '2', levels = 20): [string, string][] {
  return Array.from({ length: levels }, (_, i) => [(best + direction * i * 0.1).toFixed(1), quantity]);
}

type Overrides = { [K in keyof RiskInputs]?: Partial<RiskInputs[K]> | RiskInputs[K] };

/** Inputs that are approved as they stand: a BUY of 60 bps expected, against a round trip of 11 bps. */
export function sampleInputs(overrides: Overrides = {}, limits: Partial<RiskLimits> = {}): RiskInputs {
  const base: RiskInputs = {
    bar: {
      openTime: BAR_TIME,
      open: 30_000,
      high: 30_020,
      low: 29_990,
      close: 30_010,
      volume: 12,
      quoteVolume: 360_000,
      trades: 900,
      takerBuyVolume: 6,
      takerBuyQuoteVolume: 180_000,
    },
    prediction: {
      signal: 'BUY',
      confidence: 0.6,
      probabilities: [0.1, 0.3, 0.6],
      expectedMoveBps: 60,
      modelId: 'sample',
      atr14: 40,
      latencyMs: 1,
    },
    barAgeMs: 150,
    now: BAR_TIME + 60_150,
    account: { wallet: '10000', equity: '10000', available: '10000', positionAmt: '0' },
    dayStartEquity: '10000',
    book: {
      symbol: 'BTCUSDT',
      time: BAR_TIME + 60_100,
      lastUpdateId: 7,
      bids: ladder(30_010, -1),
      asks: ladder(30_010.1, 1),
    },
    markPrice: '30010.05',
    nextFundingTime: BAR_TIME + 4 * 3_600_000,
    filters: BTCUSDT_SPEC.filters,
    brackets: [
      {
        bracket: 1,
        initialLeverage: 150,
        notionalFloor: '0',
        notionalCap: '300000',
        maintMarginRatio: '0.004',
        cum: '0',
      },
      {
        bracket: 2,
        initialLeverage: 100,
        notionalFloor: '300000',
        notionalCap: '800000',
        maintMarginRatio: '0.005',
        cum: '300',
      },
      {
        bracket: 3,
        initialLeverage: 3,
        notionalFloor: '800000',
        notionalCap: '1000000000',
        maintMarginRatio: '0.15',
        cum: '116300',
      },
    ],
    fees: { taker: '0.0005', maker: '0.0002' },
    ownTrades: { trades: 0, wins: 0, winBpsSum: 0, lossBpsSum: 0 },
    prior: { trades: 100, wins: 55, winBpsSum: 1100, lossBpsSum: 675 },
    recentTrades: [],
    limits: { ...DEFAULT_RISK_LIMITS, ...limits },
  };
  const merged = Object.entries(overrides).map(([key, value]) => {
    const current = base[key as keyof RiskInputs];
    const isRecord = typeof current === 'object' && !Array.isArray(current) && typeof value === 'object';
    return [key, isRecord ? { ...current, ...value } : value];
  });
  return { ...base, ...(Object.fromEntries(merged) as Partial<RiskInputs>) };
}

/** The codes of a refusal, in order; empty when approved. */
export function codesOf(verdict: RiskVerdict): string[] {
  return verdict.approved ? [] : verdict.refusals.map((refusal) => refusal.code);
}
