import assert from 'node:assert/strict';
import { summariseBacktest } from '../../../core/backtest/backtest-summary.ts';
import type { BacktestSummary } from '../../../core/backtest/backtest-summary.ts';
import { BacktestTally } from '../../../core/backtest/backtest-tally.ts';
import { money } from '../../../core/money/decimal.ts';
import type { Signal } from '../../../core/model/prediction.ts';
import { MINUTE, runOnCandles, START } from './candle-market.ts';
import type { Candle } from './candle-market.ts';

const FLAT: Candle = [60_000, 60_000, 60_000, 60_000];
const RISE: Candle = [60_000, 60_300, 60_000, 60_000];
const FALL: Candle = [60_000, 60_000, 59_800, 60_000];

/** A round trip in two minutes: a long that reaches its target, or its stop. */
const WON = { candles: [FLAT, RISE], signals: ['BUY', 'HOLD'] as Signal[] };
const LOST = { candles: [FLAT, FALL], signals: ['BUY', 'HOLD'] as Signal[] };

function summaryOf(trips: readonly (typeof WON)[], tail: readonly Candle[] = []): BacktestSummary {
  const candles = [...trips.flatMap((trip) => trip.candles), ...tail];
  const run = runOnCandles(
    candles,
    trips.flatMap((trip) => trip.signals),
  );
  const tally = new BacktestTally();
  tally.add(run.records);
  const to = START + candles.length * MINUTE;
  return summariseBacktest({ from: START, to, deposit: '10000', tally, outcome: run.outcome, seed: 1 });
}

describe('the summary of a backtest', () => {
  it('says what a run came to: nine won and three lost', () => {
    const summary = summaryOf([WON, WON, WON, LOST, WON, WON, WON, LOST, WON, WON, WON, LOST], [undefined, FLAT]);
    assert.deepEqual([summary.trades, summary.longs, summary.exits], [12, 12, { target: 9, stop: 3 }]);
    assert.deepEqual([summary.minutes, summary.minutesWithoutBar], [25, 1]);
    assert.equal(summary.winRate?.rate, 0.75);
    assert.ok(summary.profitFactor! > 1 && summary.expectancy! > 0);
    const { bps, interval, pValue } = summary.meanTrade!;
    assert.ok(interval.low < bps && bps < interval.high && pValue > 0 && pValue < 1);
    assert.equal(summary.exposure, 12 / 25);
    assert.equal(money(summary.turnover.notional).times('0.0005').toFixed(), summary.fees);
    assert.deepEqual([summary.marketReturn, summary.endsInPosition], [0, false]);
    assert.ok(summary.maxDrawdown > 0 && summary.maxDrawdown < 0.01);
  });

  it('adds up to the last digit: net profit is gross less fees and funding, by hour, weekday and month alike', () => {
    const summary = summaryOf([WON, LOST, LOST, WON]);
    const sum = (parts: readonly { netPnl: string }[]): string =>
      parts.reduce((total, { netPnl }) => total.plus(netPnl), money('0')).toFixed();
    assert.equal(money(summary.finalEquity).minus('10000').toFixed(), summary.netProfit);
    assert.equal(sum(summary.byHour), summary.netProfit);
    assert.equal(sum(summary.byWeekday), summary.netProfit);
    assert.equal(sum(summary.byMonth), summary.netProfit);
    assert.deepEqual(
      summary.byMonth.map(({ month, count }) => [month, count]),
      [['2026-03', 4]],
    );
    assert.ok(Math.abs(summary.byMonth[0]!.return - summary.return) < 1e-12);
    assert.ok(Number(summary.fees) > 0);
    assert.equal(summary.funding, '0');
  });

  it('gives no ratio of nine trades in a day, and says what each lacks', () => {
    const summary = summaryOf(Array.from({ length: 9 }, () => WON));
    const { profitFactor, expectancy, meanTrade, sharpe, sortino, calmar } = summary;
    assert.deepEqual(
      [profitFactor, expectancy, meanTrade, sharpe, sortino, calmar],
      Array.from({ length: 6 }, () => null),
    );
    assert.deepEqual(summary.missing, {
      profitFactor: 'needs 10 trades, there are 9',
      expectancy: 'needs 10 trades, there are 9',
      meanTrade: 'needs 10 trades, there are 9',
      sharpe: 'needs 30 days, there are 1',
      sortino: 'needs 30 days, there are 1',
      calmar: 'needs 30 days, there are 1',
    });
  });

  it('gives no profit factor when no trade lost, and no win rate without a trade', () => {
    assert.equal(summaryOf(Array.from({ length: 10 }, () => WON)).missing.profitFactor, 'no trade lost');
    const flat = summaryOf([], [FLAT, FLAT, FLAT]);
    assert.deepEqual([flat.winRate, flat.missing.winRate], [null, 'needs 1 trade, there are 0']);
    assert.deepEqual([flat.return, flat.maxDrawdown, flat.exposure, flat.netProfit], [0, 0, 0, '0']);
  });

  it('counts what was decided, and refusals by the code that the screen shows', () => {
    const { decisions } = summaryOf([WON], [undefined, FLAT, FLAT]);
    assert.deepEqual(decisions.actions, { enter: 1, hold: 2, refuse: 0, exit: 0, keep: 0, skip: 1 });
    assert.deepEqual(decisions.refusals, { GAP: 1 });
    assert.deepEqual(decisions.signals, { SELL: 0, HOLD: 3, BUY: 1, NONE: 0 });
  });

  it('counts an open position in the equity, not as a trade', () => {
    const summary = summaryOf([{ candles: [FLAT, FLAT], signals: ['BUY', 'HOLD'] }]);
    assert.deepEqual([summary.trades, summary.endsInPosition], [0, true]);
    assert.ok(Number(summary.netProfit) < 0, 'the entry fee is paid');
  });

  it('is JSON, and the same each time', () => {
    const trips = Array.from({ length: 12 }, (_, index) => (index % 3 === 0 ? LOST : WON));
    const first = summaryOf(trips);
    assert.deepEqual(JSON.parse(JSON.stringify(first)), first);
    assert.deepEqual(summaryOf(trips), first);
  });
});
