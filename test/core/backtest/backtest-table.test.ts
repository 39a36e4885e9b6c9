import assert from 'node:assert/strict';
import type { FundingRate } from '../../../core/market/funding.ts';
import { money } from '../../../core/money/decimal.ts';
import type { RiskLimits } from '../../../core/risk/limits.ts';
import type { Signal, TradeRecordSummary } from '../../../core/model/prediction.ts';
import { MINUTE, runOnCandles, START } from './candle-market.ts';
import type { Candle, CandleRun } from './candle-market.ts';

/** So long a record that one bad trade doesn't take the edge away; Kelly's f is 0.3. */
const LONG_RECORD: TradeRecordSummary = { trades: 400_000, wins: 240_000, winBpsSum: 4.8e6, lossBpsSum: 2.4e6 };

/** A quiet minute at 60,000. */
const FLAT: Candle = [60_000, 60_000, 60_000, 60_000];

interface Row {
  readonly rule: string;
  readonly candles: readonly Candle[];
  readonly signals: readonly Signal[];
  readonly funding?: readonly FundingRate[];
  readonly limits?: Partial<RiskLimits>;
  readonly prior?: TradeRecordSummary;
  /** By trade: side quantity entry>exit, minutes opened>closed, why, gross, fees, funding, net. */
  readonly trades: readonly string[];
}

/**
 * The backtest's specification: candles in, trades out. A signal of a minute is acted on at its close, one tick against
 * the price. ATR is 100: a long from 60,000.1 has its stop at 59,850.1 and its target at 60,225.1; a short from 59,999.9
 * at 60,149.9 and 59,774.9. Fees are 0.05 % a side. Triggered orders fill a tick below (a sale) or above (a purchase).
 */
const ROWS: readonly Row[] = [
  {
    rule: 'a target that is reached closes the trade there',
    candles: [FLAT, FLAT, [60_000, 60_300, 60_000, 60_250]],
    signals: ['BUY'],
    trades: ['LONG 0.099 60000.1>60225 0>2 target 22.2651 -5.95114245 0 = 16.31395755'],
  },
  {
    rule: 'a stop that is reached closes the trade there',
    candles: [FLAT, FLAT, [60_000, 60_000, 59_800, 59_820]],
    signals: ['BUY'],
    trades: ['LONG 0.099 60000.1>59850 0>2 stop -14.8599 -5.93257995 0 = -20.79247995'],
  },
  {
    rule: 'a short is the mirror of a long',
    candles: [FLAT, FLAT, [60_000, 60_000, 59_700, 59_750]],
    signals: ['SELL'],
    trades: ['SHORT 0.1 59999.9>59775 0>2 target 22.49 -5.988745 0 = 16.501255'],
  },
  {
    rule: 'of both levels in a rising minute the lower is reached first: a long is stopped',
    candles: [FLAT, [60_000, 60_300, 59_800, 60_100]],
    signals: ['BUY'],
    trades: ['LONG 0.099 60000.1>59850 0>1 stop -14.8599 -5.93257995 0 = -20.79247995'],
  },
  {
    rule: 'of both levels in a falling minute the higher is reached first: a long has its target',
    candles: [FLAT, [60_000, 60_300, 59_800, 59_900]],
    signals: ['BUY'],
    trades: ['LONG 0.099 60000.1>60225 0>1 target 22.2651 -5.95114245 0 = 16.31395755'],
  },
  {
    rule: 'an open beyond the stop fills at the open, not at the stop',
    candles: [FLAT, [59_500, 59_600, 59_400, 59_550]],
    signals: ['BUY'],
    trades: ['LONG 0.099 60000.1>59499.9 0>1 stop -49.5198 -5.91525 0 = -55.43505'],
  },
  {
    rule: 'a short, too, is stopped at an open beyond its stop',
    candles: [FLAT, [60_500, 60_500, 60_500, 60_500]],
    signals: ['SELL'],
    trades: ['SHORT 0.1 59999.9>60500.1 0>1 stop -50.02 -6.025 0 = -56.045'],
  },
  {
    rule: 'an open beyond the liquidation price finds the stop first; the exchange bears what the margin does not',
    candles: [FLAT, [45_000, 45_000, 45_000, 45_000]],
    signals: ['BUY'],
    trades: ['LONG 0.099 60000.1>44999.9 0>1 stop -1485.0198 -5.1975 0 = -1490.2173'],
  },
  {
    rule: 'an open beyond the target fills at the open',
    candles: [FLAT, [60_500, 60_600, 60_400, 60_550]],
    signals: ['BUY'],
    trades: ['LONG 0.099 60000.1>60499.9 0>1 target 49.4802 -5.96475 0 = 43.51545'],
  },
  {
    rule: 'after three minutes the position is closed',
    candles: [FLAT, FLAT, FLAT, FLAT, FLAT],
    signals: ['BUY'],
    trades: ['LONG 0.099 60000.1>59999.9 0>3 time -0.0198 -5.94 0 = -5.9598'],
  },
  {
    rule: 'a signal that still agrees then begins the three minutes anew',
    candles: [FLAT, FLAT, FLAT, FLAT, FLAT, FLAT, FLAT, FLAT],
    signals: ['BUY', 'HOLD', 'HOLD', 'BUY'],
    trades: ['LONG 0.099 60000.1>59999.9 0>6 time -0.0198 -5.94 0 = -5.9598'],
  },
  {
    rule: 'a signal against the position does not turn it before its time',
    candles: [FLAT, FLAT, FLAT, FLAT, FLAT],
    signals: ['BUY', 'SELL', 'SELL', 'SELL'],
    trades: ['LONG 0.099 60000.1>59999.9 0>3 time -0.0198 -5.94 0 = -5.9598'],
  },
  {
    rule: 'funding of a minute is paid by who holds at its open: mark x quantity x rate',
    candles: Array.from({ length: 63 }, () => FLAT),
    signals: Array.from({ length: 59 }, (_, minute) => (minute === 58 ? 'BUY' : 'HOLD')),
    funding: [{ fundingTime: START + 60 * MINUTE + 4, rate: '0.0001', markPrice: '' }],
    limits: { fundingWindowMs: 0 },
    trades: ['LONG 0.099 60000.1>59999.9 58>61 time -0.0198 -5.94 -0.594 = -6.5538'],
  },
  {
    rule: 'a short receives what longs pay',
    candles: Array.from({ length: 63 }, () => FLAT),
    signals: Array.from({ length: 59 }, (_, minute) => (minute === 58 ? 'SELL' : 'HOLD')),
    funding: [{ fundingTime: START + 60 * MINUTE + 4, rate: '0.0001', markPrice: '' }],
    limits: { fundingWindowMs: 0 },
    trades: ['SHORT 0.1 59999.9>60000.1 58>61 time -0.02 -6 0.6 = -5.42'],
  },
  {
    rule: 'funding before the entry is not paid',
    candles: [FLAT, FLAT, FLAT, FLAT, FLAT],
    signals: ['HOLD', 'BUY'],
    funding: [{ fundingTime: START + MINUTE, rate: '0.0001', markPrice: '' }],
    trades: ['LONG 0.099 60000.1>59999.9 1>4 time -0.0198 -5.94 0 = -5.9598'],
  },
  {
    rule: 'equity 5 % below that of 00:00 UTC ends entries for 24 hours, and no longer',
    candles: [
      FLAT,
      [54_000, 54_000, 54_000, 54_000],
      ...Array.from({ length: 1444 }, (): Candle => [54_000, 54_000, 54_000, 54_000]),
    ],
    signals: Array.from({ length: 1442 }, () => 'BUY'),
    prior: LONG_RECORD,
    trades: [
      'LONG 0.099 60000.1>53999.9 0>1 stop -594.0198 -5.643 0 = -599.6628',
      'LONG 0.104 54000.1>53999.9 1441>1444 time -0.0208 -5.616 0 = -5.6368',
    ],
  },
  {
    rule: 'a loss that takes the edge away ends entries: Kelly sizes them to nothing',
    candles: [
      FLAT,
      [57_000, 57_000, 57_000, 57_000],
      ...Array.from({ length: 60 }, (): Candle => [57_000, 57_000, 57_000, 57_000]),
    ],
    signals: Array.from({ length: 60 }, () => 'BUY'),
    trades: ['LONG 0.099 60000.1>56999.9 0>1 stop -297.0198 -5.7915 0 = -302.8113'],
  },
  {
    rule: 'the minute after a missing one is not traded',
    candles: [FLAT, undefined, FLAT, FLAT, FLAT, FLAT, FLAT],
    signals: ['HOLD', 'BUY', 'BUY', 'BUY', 'HOLD', 'HOLD', 'HOLD'],
    trades: ['LONG 0.099 60000.1>59999.9 3>6 time -0.0198 -5.94 0 = -5.9598'],
  },
  {
    rule: 'without an edge nothing is traded',
    candles: [FLAT, FLAT, FLAT, FLAT],
    signals: ['BUY', 'BUY', 'BUY'],
    limits: { minConfidence: 0.81 },
    trades: [],
  },
  {
    rule: 'with the cost gate a stop is no nearer than three round trips',
    candles: [FLAT, [60_000, 60_000, 59_825, 59_900], FLAT, FLAT, FLAT],
    signals: ['BUY'],
    limits: { rules: 'gated' },
    trades: ['LONG 0.099 60000.1>59999.9 0>3 time -0.0198 -5.94 0 = -5.9598'],
  },
];

describe('the backtest, rule by rule', () => {
  for (const { rule, candles, signals, trades, ...options } of ROWS) {
    it(rule, () => {
      const run = runOnCandles(candles, signals, options);
      assert.deepEqual(tradeLines(run), trades);
      const { ledger, wallet } = run.outcome;
      assert.equal(ledger.reduce((sum, { amount }) => sum.plus(amount), money('0')).toFixed(), wallet);
    });
  }
});

function tradeLines({ records }: CandleRun): string[] {
  const minute = (bar: number): number => (bar - START) / MINUTE;
  return records.flatMap((record) => {
    if (record.table !== 'trades') return [];
    const { side, quantity, entryPrice, exitPrice, openedBar, closedBar, exit } = record;
    const sums = `${record.grossPnl} -${record.fees} ${record.funding} = ${record.netPnl}`;
    return [`${side} ${quantity} ${entryPrice}>${exitPrice} ${minute(openedBar)}>${minute(closedBar)} ${exit} ${sums}`];
  });
}
