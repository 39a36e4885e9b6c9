import fc from 'fast-check';
import type { FundingRate } from '../../../core/market/funding.ts';
import type { Prediction, Signal } from '../../../core/model/prediction.ts';
import type { RiskLimits } from '../../../core/risk/limits.ts';
import { candleMarket, MINUTE, OPEN_LIMITS, START } from './candle-market.ts';
import type { Candle } from './candle-market.ts';
import { assertSameRun, run } from './same-run.ts';

/** From one open to the next, in ticks: mostly little, sometimes through every level. */
const move = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: -400, max: 400 }) },
  { weight: 1, arbitrary: fc.integer({ min: -40_000, max: 40_000 }) },
);
const minute = fc.record({
  gap: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: move }),
  body: move,
  up: fc.nat(300),
  down: fc.nat(300),
  isMissing: fc.integer({ min: 0, max: 40 }).map((n) => n === 0),
  signal: fc.constantFrom<Signal | undefined>('HOLD', 'HOLD', 'HOLD', 'HOLD', 'HOLD', 'BUY', 'SELL', undefined),
  model: fc.integer({ min: 0, max: 30 }),
});

function candlesOf(
  minutes: readonly { gap: number; body: number; up: number; down: number; isMissing: boolean }[],
): Candle[] {
  let price = 600_000;
  return minutes.map(({ gap, body, up, down, isMissing }) => {
    const open = Math.max(300_000, price + gap);
    const close = Math.max(300_000, open + body);
    price = close;
    if (isMissing) return undefined;
    return [open / 10, (Math.max(open, close) + up) / 10, (Math.min(open, close) - down) / 10, close / 10];
  });
}

const limits = fc.record({
  horizonMinutes: fc.integer({ min: 1, max: 200 }),
  dailyDrawdown: fc.constantFrom(0.002, 0.01, 0.05),
  haltMs: fc.constantFrom(20 * MINUTE, 1_440 * MINUTE),
  stopAtr: fc.constantFrom(0.5, 1.5, 20),
  fundingWindowMs: fc.constantFrom(0, OPEN_LIMITS.fundingWindowMs),
  leverage: fc.constantFrom(2, 20),
});

/** 60 % wins of 20 bps against 15, so many that a loss doesn't end the trading. */
const PRIOR = { trades: 400_000, wins: 240_000, winBpsSum: 4.8e6, lossBpsSum: 2.4e6 };
const OTHER_PRIOR = { ...PRIOR, wins: 230_000 };

function predictionOf(signal: Signal, model: number): Prediction {
  return {
    signal,
    confidence: 0.8,
    probabilities: [0.1, 0.1, 0.8],
    expectedMoveBps: { SELL: -30, HOLD: 0, BUY: 30 }[signal],
    modelId: model === 1 ? 'other' : 'usual',
    ...(model > 2 ? {} : { prior: model === 2 ? OTHER_PRIOR : PRIOR }),
    atr14: 100,
    latencyMs: 0,
  };
}

describe('a backtest that passes over minutes in which nothing can happen', () => {
  it('trades, books and ends as one that plays them all, for any market, signals and limits', () => {
    const hours = fc.array(minute, { minLength: 30, maxLength: 300 });
    // Begins so that midnight, or a settlement, or neither, is among the minutes.
    const property = fc.property(
      hours,
      limits,
      fc.nat(700),
      fc.nat(9),
      (minutes, chosen: Partial<RiskLimits>, late, rate) => {
        const quiet = Array.from({ length: late }, () => ({ gap: 0, body: 0, up: 0, down: 0, isMissing: false }));
        const candles = candlesOf([...quiet, ...minutes]);
        const to = START + candles.length * MINUTE;
        const funding: FundingRate[] = [];
        for (let time = START; time < to; time += 60 * MINUTE) {
          if (time % (480 * MINUTE) !== 0 && rate < 5) continue;
          funding.push({ fundingTime: time + 7, rate: ((rate - 4) / 1e4).toFixed(4), markPrice: '' });
        }
        const input = {
          market: candleMarket(candles, funding),
          settings: {
            symbol: 'BTCUSDT',
            runTag: 'passed',
            clock: { kind: 'lockstep' },
            limits: { ...OPEN_LIMITS, ...chosen },
            prior: PRIOR,
          },
          deposit: '10000',
          from: START,
          to,
          predictionAt: (openTime: number) => {
            const { signal, model } = minutes[(openTime - START) / MINUTE - late] ?? {
              signal: 'HOLD' as const,
              model: 5,
            };
            return signal && predictionOf(signal, model);
          },
        } as const;
        assertSameRun(run({ ...input, records: 'trades' }), run(input));
      },
    );
    fc.assert(property, { numRuns: 25 });
  });
});
