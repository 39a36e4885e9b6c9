import type { SymbolSpec } from '../matching/engine-contract.ts';
import { money } from '../money/decimal.ts';
import type { RiskLimits } from '../risk/limits.ts';

/** One thing that a backtest takes for granted, said to whoever reads its figures. */
export interface Assumption {
  readonly about: string;
  readonly sentence: string;
}

export interface AssumedOf {
  readonly spec: SymbolSpec;
  readonly limits: RiskLimits;
  /** Of what a settlement's rate was taken from, e.g. "assumed: 0.01 % every 8 hours". */
  readonly fundingSentence: string;
  /** Where Kelly's prior comes from. */
  readonly priorSentence: string;
}

/** What the figures of a backtest rest on. Every report shows all of it. */
export function backtestAssumptions({ spec, limits, fundingSentence, priorSentence }: AssumedOf): Assumption[] {
  const percent = (fraction: string | number): string => `${money(String(fraction)).times(100).toFixed()} %`;
  return [
    {
      about: 'Timing',
      sentence:
        'Lock step: a minute closes, the decision is made of it, and its order meets the book of that close in the next instant. No time passes for inference or the network.',
    },
    {
      about: 'Price within a minute',
      sentence:
        'A kline does not say what came first. The price is taken to jump to the open, then to go to the low and the high, then to the close when the minute rose; to the high first when it fell: the wrong way first.',
    },
    {
      about: 'Fills and slippage',
      sentence:
        'Market orders walk a synthetic book: best prices one tick from the last price, 20 levels within 10 bps that hold together a tenth of the quote volume of an average minute of the last ten. No book was recorded for it, the order leaves no trace in it, and what stands deeper is not known. An order larger than the book fills in part.',
    },
    {
      about: 'Stops and targets',
      sentence:
        'Both are market orders on the contract price, placed in the instant of the entry. One that the price jumps over at an open fills at the open, not at its level; one that is reached fills at the book of its level.',
    },
    {
      about: 'Fees',
      sentence: `Every order takes: ${percent(spec.takerFee)} of its notional, for an entry and for an exit. No rebate, no discount for paying in BNB.`,
    },
    {
      about: 'Funding',
      sentence: `Paid or received by who holds at the open of its minute: price × quantity × rate. Rates are ${fundingSentence}. No entry ${limits.fundingWindowMs / 60_000} minutes before 00, 08 and 16 UTC.`,
    },
    {
      about: 'Mark price',
      sentence: 'The last price stands in for the mark price: in liquidation, funding and unrealised results alike.',
    },
    {
      about: 'Liquidation',
      sentence: `Isolated margin, ${limits.leverage}x, the exchange's brackets of today: a position whose margin is used up is closed at the mark price, with a clearance fee of ${percent(spec.liquidationFee)}. The stop lies before it, also in a gap.`,
    },
    {
      about: 'Breaker',
      sentence: `Equity ${percent(limits.dailyDrawdown)} below that of 00:00 UTC, looked at when a minute has closed, closes the position and ends entries for ${limits.haltMs / 3_600_000} hours.`,
    },
    {
      about: 'Rules',
      sentence:
        limits.rules === 'gated'
          ? `The cost gate is on: no entry unless the expected move is ${limits.costMargin} round trips, no stop nearer than ${limits.stopCostMultiple}.`
          : "The seed's plain rules: cost gate and stop floor are off. Not allowed when trading live.",
    },
    { about: 'Size', sentence: `Kelly's fraction begins with a prior: ${priorSentence}.` },
    {
      about: 'Filters of today',
      sentence:
        'Lot size, minimum notional and leverage brackets are those of 2026; the tick is that of the recording. The exchange had others then.',
    },
    {
      about: 'Missing minutes',
      sentence:
        'A minute that the recording lacks is one that the strategy never heard of; a model says nothing until 1,500 minutes without a gap lie behind it.',
    },
    {
      about: 'Intervals',
      sentence:
        'Bootstrap and Wilson intervals take the trades as independent of one another. Where they share a market mood, the truth is wider. Drawdown is measured at closes, not within a minute.',
    },
  ];
}
