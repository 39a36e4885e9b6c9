import { z } from 'zod';
import { SIGNAL_CLASSES } from '../model/prediction.ts';

/** Any amount, price or count above this is a mistake of units or of parsing, not a market. */
const ABSURD = 1e15;
/** And no price, quantity or step that must be above 0 is smaller than this. */
const TINY = 1e-12;
const YEAR_MS = 366 * 86_400_000;
/** 2100-01-01 UTC, epoch ms: a time beyond it is not a time of ours. */
const END_OF_TIME = 4_102_444_800_000;
/** The design's promise; configuration may lower it, nothing may raise it. */
export const GREATEST_LOSS_AT_STOP = 0.01;

const number = z.number('must be a finite number');
const positive = number.gte(TINY, 'must be above 0').lt(ABSURD, 'is beyond any real market');
const notNegative = number.gte(0, 'must not be negative').lt(ABSURD, 'is beyond any real market');
const signed = number.gt(-ABSURD, 'is beyond any real market').lt(ABSURD, 'is beyond any real market');
const share = number.gt(0, 'must be above 0').lte(1, 'must be at most 1');
const probability = number.gte(0, 'must be 0..1').lte(1, 'must be 0..1');
const durationMs = number.gte(0, 'must not be negative').lte(YEAR_MS, 'must be at most a year');
const minutes = number.gte(0, 'must not be negative').lte(YEAR_MS / 60_000, 'must be at most a year');
const count = z.int('must be a whole number').gte(0, 'must not be negative');
const epochMs = number.gt(0, 'must be an epoch time in ms').lt(END_OF_TIME, 'must be an epoch time in ms before 2100');

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,2})?$/i;
const decimal = z
  .string('must be a decimal string')
  .regex(DECIMAL, 'must be a finite decimal number')
  .refine((text) => Math.abs(Number(text)) < ABSURD, 'is beyond any real market');
const positiveDecimal = decimal.refine((text) => Number(text) >= TINY, 'must be above 0');
const notNegativeDecimal = decimal.refine((text) => Number(text) >= 0, 'must not be negative');
const feeRate = notNegativeDecimal.refine((text) => Number(text) < 0.1, 'must be a fraction below 0.1');

const bar = z
  .object({ openTime: epochMs, open: positive, high: positive, low: positive, close: positive })
  .refine((b) => b.high >= Math.max(b.open, b.close) && b.low <= Math.min(b.open, b.close), {
    error: 'high and low must enclose open and close',
  });

const prediction = z.object({
  signal: z.enum(SIGNAL_CLASSES, 'must be SELL, HOLD or BUY'),
  confidence: probability,
  probabilities: z
    .tuple([probability, probability, probability], 'must be three probabilities')
    .refine((p) => Math.abs(p[0] + p[1] + p[2] - 1) < 1e-3, 'must sum to 1'),
  expectedMoveBps: number.gte(-10_000, 'must be within ±10000 bps').lte(10_000, 'must be within ±10000 bps'),
  atr14: positive,
});

const account = z.object({
  wallet: positiveDecimal,
  equity: positiveDecimal,
  available: notNegativeDecimal,
  positionAmt: decimal,
});

const level = z.tuple([positiveDecimal, positiveDecimal], 'must be a price and a quantity');
const book = z
  .object({
    symbol: z.string('must be a symbol'),
    time: epochMs,
    bids: z.array(level, 'must be a list of levels').min(1, 'holds no level'),
    asks: z.array(level, 'must be a list of levels').min(1, 'holds no level'),
  })
  .superRefine((b, context) => {
    const worse = (side: readonly (readonly [string, string])[], sign: number) =>
      side.findIndex(([price], i) => i > 0 && sign * Number(price) <= sign * Number(side[i - 1]![0]));
    const bid = worse(b.bids, -1);
    const ask = worse(b.asks, 1);
    if (bid > 0)
      context.addIssue({ code: 'custom', path: ['bids', bid], message: 'must be below the level before it' });
    if (ask > 0)
      context.addIssue({ code: 'custom', path: ['asks', ask], message: 'must be above the level before it' });
    if (Number(b.bids[0]?.[0]) >= Number(b.asks[0]?.[0])) {
      context.addIssue({ code: 'custom', path: ['bids', 0], message: 'must be below the best ask' });
    }
  });

const filters = z.object({
  symbol: z.string('must be a symbol'),
  tickSize: positiveDecimal,
  minPrice: notNegativeDecimal,
  maxPrice: positiveDecimal,
  marketStepSize: positiveDecimal,
  marketMinQty: positiveDecimal,
  marketMaxQty: positiveDecimal,
  minNotional: notNegativeDecimal,
  multiplierUp: positiveDecimal,
  multiplierDown: positiveDecimal,
});

const bracket = z
  .object({
    initialLeverage: positive,
    notionalFloor: notNegativeDecimal,
    notionalCap: positiveDecimal,
    maintMarginRatio: positiveDecimal.refine((text) => Number(text) < 1, 'must be below 1'),
    cum: notNegativeDecimal,
  })
  .refine((b) => Number(b.notionalFloor) < Number(b.notionalCap), { error: 'floor must be below cap' });

const tradeSummary = z
  .object({ trades: notNegative, wins: notNegative, winBpsSum: notNegative, lossBpsSum: notNegative })
  .superRefine((s, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (s.wins > s.trades) issue('wins', 'must not be more than the trades');
    if (s.wins === 0 && s.winBpsSum > 0) issue('winBpsSum', 'must be 0 without a winning trade');
    if (s.wins === s.trades && s.lossBpsSum > 0) issue('lossBpsSum', 'must be 0 without a losing trade');
  });

const closedTrade = z.object({ closedBar: epochMs, exit: z.string('must be a reason'), netBps: signed });

const protections = z.object({
  cooldownMinutes: minutes,
  stopLossGuard: z.object({ stops: count, lookbackMinutes: minutes, lockMinutes: minutes }),
  lowEdge: z.object({ trades: count, lookbackMinutes: minutes, minMeanBps: signed, lockMinutes: minutes }),
});

const limits = z.object({
  rules: z.enum(['gated', 'seed'], 'must be gated or seed'),
  leverage: number.gte(1, 'must be 1..125').lte(125, 'must be 1..125'),
  kellyScale: share,
  stopAtr: positive,
  targetMultiple: positive,
  maxLossAtStop: number
    .gt(0, 'must be above 0')
    .lte(GREATEST_LOSS_AT_STOP, `must be at most ${GREATEST_LOSS_AT_STOP}, 1 % of equity`),
  dailyDrawdown: share,
  minConfidence: probability,
  costMargin: notNegative,
  stopCostMultiple: notNegative,
  slippageBps: notNegative.lt(1000, 'must be below 1000'),
  minDepthQuote: notNegative,
  depthBandBps: positive.lt(10_000, 'must be below 10000'),
  maxDepthShare: share,
  maxSpreadBps: positive,
  maxBarAgeMs: durationMs,
  maxBookAgeMs: durationMs,
  fundingWindowMs: durationMs,
  protections,
});

/**
 * What must hold of RiskInputs before any rule may be applied to them. Fields on which no verdict rests (volumes, model
 * id, latency) are not looked at.
 */
export const riskInputSchema = z
  .object({
    bar,
    prediction,
    barAgeMs: signed,
    now: epochMs,
    account,
    dayStartEquity: positiveDecimal,
    book,
    markPrice: positiveDecimal,
    nextFundingTime: epochMs,
    filters,
    brackets: z.array(bracket, 'must be a list of brackets').min(1, 'holds no bracket'),
    fees: z.object({ taker: feeRate }),
    ownTrades: tradeSummary,
    prior: tradeSummary,
    recentTrades: z.array(closedTrade, 'must be a list of trades').max(10_000, 'holds more than 10000 trades'),
    limits,
  })
  .superRefine((inputs, context) => {
    if (inputs.book.symbol !== inputs.filters.symbol) {
      context.addIssue({
        code: 'custom',
        path: ['book', 'symbol'],
        message: `must be ${inputs.filters.symbol}, as in the filters`,
      });
    }
  });
