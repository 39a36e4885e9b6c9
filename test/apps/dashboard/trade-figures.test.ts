import assert from 'node:assert/strict';
import { tradeFigures } from '../../../apps/dashboard/trade-figures.ts';
import type { TradeRecord } from '../../../core/trading/records.ts';

function trade(netBps: number, over: Partial<TradeRecord> = {}): TradeRecord {
  return {
    table: 'trades',
    key: 'k',
    symbol: 'BTCUSDT',
    bar: 0,
    side: 'LONG',
    quantity: '0.1',
    entryPrice: '50000',
    exitPrice: '50000',
    openedBar: 0,
    closedBar: 0,
    exit: 'time',
    grossPnl: '0',
    fees: '5',
    funding: '0',
    netPnl: String(netBps / 2),
    netBps,
    modelId: 'm',
    ...over,
  };
}

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-4, `${actual} is not ${expected}`);

describe('figures of closed trades', () => {
  it('are none without a trade', () => {
    assert.equal(tradeFigures([]), undefined);
  });

  it('give count, wins, expectancy, net sum and cost together', () => {
    const figures = tradeFigures([trade(20), trade(-10), trade(-4)])!;
    assert.equal(figures.count, 3);
    assert.equal(figures.wins, 1);
    near(figures.expectancyBps, 2);
    assert.equal(figures.netPnl, '3');
    near(figures.costBps, 10);
  });

  it('count funding paid as cost, and funding received against it', () => {
    near(tradeFigures([trade(0, { funding: '-1' })])!.costBps, 12);
    near(tradeFigures([trade(0, { funding: '1' })])!.costBps, 8);
  });

  it('sum money exactly', () => {
    const trades = [trade(1, { netPnl: '0.1' }), trade(1, { netPnl: '0.2' })];
    assert.equal(tradeFigures(trades)!.netPnl, '0.3');
  });

  it('do not call a trade that broke even a win', () => {
    assert.equal(tradeFigures([trade(0)])!.wins, 0);
  });

  it('give the interval of the expectancy from ten trades on', () => {
    const nine = Array.from({ length: 9 }, (_, i) => trade(i));
    assert.equal(tradeFigures(nine)!.expectancyInterval, undefined);
    // 0..9: mean 4.5, sd 3.02765, 1.959964 × sd / √10 = 1.87652
    const { low, high } = tradeFigures([...nine, trade(9)])!.expectancyInterval!;
    near(low, 4.5 - 1.87652);
    near(high, 4.5 + 1.87652);
  });

  it("give Wilson's interval of the win rate", () => {
    // 7 of 10, as in the tables: 0.39678 to 0.89221.
    const trades = Array.from({ length: 10 }, (_, i) => trade(i < 7 ? 5 : -5));
    near(tradeFigures(trades)!.winRateInterval.low, 0.39678);
    near(tradeFigures(trades)!.winRateInterval.high, 0.89221);
    const { low, high } = tradeFigures([trade(5)])!.winRateInterval;
    assert.ok(low > 0.2 && high === 1, 'a single win proves little');
  });
});
