import assert from 'node:assert/strict';
import { bootstrapMean } from '../../../core/metrics/bootstrap-mean.ts';
import { calmar } from '../../../core/metrics/calmar.ts';
import { costs } from '../../../core/metrics/costs.ts';
import { dailyReturns } from '../../../core/metrics/daily-returns.ts';
import { expectancy } from '../../../core/metrics/expectancy.ts';
import { exposure } from '../../../core/metrics/exposure.ts';
import { maxDrawdown } from '../../../core/metrics/max-drawdown.ts';
import { profitFactor } from '../../../core/metrics/profit-factor.ts';
import { resultsByMonth } from '../../../core/metrics/results-by-month.ts';
import { resultsByHour, resultsByWeekday } from '../../../core/metrics/results-by-time.ts';
import { sharpe } from '../../../core/metrics/sharpe.ts';
import { sortino } from '../../../core/metrics/sortino.ts';
import { turnover } from '../../../core/metrics/turnover.ts';
import { winRate } from '../../../core/metrics/win-rate.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** Monday. */
const MONDAY = Date.UTC(2026, 2, 2);

/** Six gains of 20 and four losses of 15: 120 against 60. */
const TEN = [20, 20, 20, 20, 20, 20, -15, -15, -15, -15];
/** Fifteen days of +2 %, fifteen of −1 %: mean 0.5 %, each 1.5 % from it. */
const THIRTY_DAYS = Array.from({ length: 30 }, (_, day) => (day % 2 === 0 ? 0.02 : -0.01));

function near(actual: number | undefined, expected: number): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);
}

describe('metrics of a backtest', () => {
  it('win rate: 7 of 10 has the interval of the tables, and breaking even is no win', () => {
    const won = winRate([1, 1, 1, 1, 1, 1, 1, 0, -1, -1])!;
    assert.deepEqual([won.count, won.wins, won.rate], [10, 7, 0.7]);
    assert.ok(Math.abs(won.interval.low - 0.39678) < 1e-4 && Math.abs(won.interval.high - 0.89221) < 1e-4);
    assert.equal(winRate([]), undefined);
  });

  it('profit factor and expectancy: 120 against 60 in ten trades', () => {
    assert.equal(profitFactor(TEN), 2);
    assert.equal(expectancy(TEN), 6);
  });

  it('nothing is given of nine trades, nor a profit factor without a loss', () => {
    const nine = TEN.slice(1);
    assert.deepEqual([profitFactor(nine), expectancy(nine), bootstrapMean(nine, 1)], [undefined, undefined, undefined]);
    assert.equal(profitFactor(Array.from({ length: 10 }, () => 1)), undefined);
  });

  it('daily returns: last equity of each UTC day, a day without one unchanged', () => {
    const points = [
      { time: MONDAY, equity: 900 },
      { time: MONDAY + DAY - MINUTE, equity: 1_100 },
      { time: MONDAY + 2 * DAY, equity: 550 },
    ];
    const [monday, tuesday, wednesday] = dailyReturns(points, 1_000);
    near(monday, 0.1);
    assert.deepEqual([tuesday, wednesday], [0, -0.5]);
    assert.deepEqual(dailyReturns([], 1_000), []);
  });

  it('Sharpe: 0.005 / (0.015 √(30/29)) × √365', () => {
    near(sharpe(THIRTY_DAYS), 6.2612861);
    assert.equal(sharpe(THIRTY_DAYS.slice(1)), undefined);
    assert.equal(sharpe(THIRTY_DAYS.map(() => 0.01)), undefined);
  });

  it('Sortino: 0.005 / √(0.0001 / 2) × √365', () => {
    near(sortino(THIRTY_DAYS), 13.5092561);
    assert.equal(sortino(THIRTY_DAYS.slice(1)), undefined);
    assert.equal(sortino(THIRTY_DAYS.map(Math.abs)), undefined);
  });

  it('Calmar: (1.02 × 0.99)^(15 × 365 / 30) − 1 over the drawdown', () => {
    near(calmar(THIRTY_DAYS, 0.5), 2 * (1.0098 ** 182.5 - 1));
    near(calmar([...THIRTY_DAYS, -1], 1), -1);
    assert.equal(calmar(THIRTY_DAYS, 0), undefined);
    assert.equal(calmar(THIRTY_DAYS.slice(1), 0.5), undefined);
  });

  it('drawdown: from 120 to 90 is a quarter, and the deposit is a peak', () => {
    assert.equal(maxDrawdown([110, 120, 100, 90, 118], 100), 0.25);
    assert.equal(maxDrawdown([90, 95], 100), 0.1);
    assert.equal(maxDrawdown([101, 102], 100), 0);
  });

  it('exposure: 3 and 7 of 100 minutes', () => {
    const trades = [
      { openedBar: MONDAY, closedBar: MONDAY + 3 * MINUTE },
      { openedBar: MONDAY + 10 * MINUTE, closedBar: MONDAY + 17 * MINUTE },
    ];
    assert.equal(exposure(trades, 100), 0.1);
    assert.equal(exposure([], 0), undefined);
  });

  it('turnover: both ways of a trade', () => {
    const fills = [
      { price: '60000.1', quantity: '0.1' },
      { price: '59999.9', quantity: '0.1' },
    ];
    assert.deepEqual(turnover(fills, '10000'), { notional: '12000', multiple: 1.2 });
  });

  it('costs: fees paid, funding paid less received, to the last digit', () => {
    const ledger = [
      { type: 'COMMISSION', amount: '-0.1' },
      { type: 'COMMISSION', amount: '-0.2' },
      { type: 'REALIZED_PNL', amount: '7' },
      { type: 'FUNDING_FEE', amount: '-0.594' },
      { type: 'FUNDING_FEE', amount: '0.094' },
    ] as const;
    assert.deepEqual(costs(ledger), { fees: '0.3', funding: '0.5' });
  });

  it('results by hour and weekday are those of the entry, a minute after its bar opened', () => {
    const trades = [
      { openedBar: MONDAY - MINUTE, netPnl: '0.1' },
      { openedBar: MONDAY, netPnl: '0.2' },
      { openedBar: MONDAY + DAY - MINUTE, netPnl: '-1' },
    ];
    const traded = ({ count }: { count: number }): boolean => count > 0;
    assert.deepEqual(resultsByHour(trades).filter(traded), [{ when: 0, count: 3, netPnl: '-0.7' }]);
    assert.deepEqual(resultsByWeekday(trades).filter(traded), [
      { when: 1, count: 2, netPnl: '0.3' },
      { when: 2, count: 1, netPnl: '-1' },
    ]);
    assert.deepEqual([resultsByHour([]).length, resultsByWeekday([]).length], [24, 7]);
  });

  it('by month: a trade belongs to the month in which it was entered, the return to that of the equity', () => {
    const midnight = Date.UTC(2026, 3, 1);
    const points = [
      { time: MONDAY, equity: 1_050 },
      { time: midnight - 1, equity: 1_100 },
      { time: midnight + MINUTE - 1, equity: 990 },
    ];
    const trades = [
      { openedBar: midnight - 2 * MINUTE, netPnl: '100' },
      { openedBar: midnight - MINUTE, netPnl: '-110' },
    ];
    const [march, april, ...rest] = resultsByMonth(trades, points, 1_000);
    assert.deepEqual([march!.month, march!.count, march!.netPnl], ['2026-03', 1, '100']);
    assert.deepEqual([april!.month, april!.count, april!.netPnl, rest], ['2026-04', 1, '-110', []]);
    near(march!.return, 0.1);
    near(april!.return, -0.1);
    assert.deepEqual(resultsByMonth([], [], 1_000), []);
    const last = resultsByMonth(trades.slice(1), points.slice(0, 2), 1_000);
    assert.deepEqual([last.length, last[0]!.count], [1, 1]);
  });
});
