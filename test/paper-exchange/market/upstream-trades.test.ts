import assert from 'node:assert/strict';
import { TradeSequence } from '../../../apps/paper-exchange/market/upstream-trades.ts';
import type { UpstreamTrade } from '../../../apps/paper-exchange/market/upstream-trades.ts';

const trade = (id: number): UpstreamTrade => ({ id, price: String(id), time: id });
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Sequence {
  readonly trades: TradeSequence;
  readonly told: number[];
  readonly asked: number[];
  readonly lost: string[];
}

/** @param page the ids answered to a question from an id on. */
function sequence(page: (fromId: number) => number[]): Sequence {
  const told: number[] = [];
  const asked: number[] = [];
  const lost: string[] = [];
  const fetch = (fromId: number): Promise<UpstreamTrade[]> => {
    asked.push(fromId);
    return Promise.resolve(page(fromId).map(trade));
  };
  const trades = new TradeSequence(
    fetch,
    ({ id }) => told.push(id),
    (reason) => lost.push(reason),
  );
  return { trades, told, asked, lost };
}

describe('trades across interruptions', () => {
  it('asks for nothing as long as the stream holds, at its first trade, and when nothing was missed', async () => {
    const { trades, told, asked } = sequence(() => []);
    trades.interrupted();
    for (const id of [5, 6, 9]) trades.next(trade(id));
    trades.interrupted();
    trades.next(trade(10));
    await settled();
    assert.deepEqual([told, asked], [[5, 6, 9, 10], []]);
  });

  it('fills a hole page by page before it goes on, whatever arrives meanwhile', async () => {
    const { trades, told, asked } = sequence((from) => [from, from + 1]);
    trades.next(trade(1));
    trades.interrupted();
    for (const id of [6, 7]) trades.next(trade(id));
    assert.deepEqual(told, [1]);
    trades.next(trade(8));
    await settled();
    assert.deepEqual(
      [told, asked],
      [
        [1, 2, 3, 4, 5, 6, 7, 8],
        [2, 4],
      ],
    );
  });

  it('fills a second hole that opened while the first was being filled', async () => {
    const { trades, told } = sequence((from) => [from]);
    trades.next(trade(1));
    trades.interrupted();
    trades.next(trade(3));
    trades.interrupted();
    trades.next(trade(5));
    await settled();
    await settled();
    assert.deepEqual(told, [1, 2, 3, 4, 5]);
  });

  it('tells nothing once it has ended, not even what was being fetched', async () => {
    const { trades, told, lost } = sequence((from) => [from]);
    trades.next(trade(1));
    trades.interrupted();
    trades.next(trade(5));
    trades.end();
    await settled();
    assert.deepEqual([told, lost], [[1], []]);
  });

  it('goes on when upstream no longer has them, and gives up a hole that is too wide, saying so', async () => {
    const empty = sequence(() => []);
    empty.trades.next(trade(1));
    empty.trades.interrupted();
    empty.trades.next(trade(9));
    await settled();
    assert.deepEqual([empty.told, empty.lost], [[1, 9], []]);

    const wide = sequence((from) => [from]);
    wide.trades.next(trade(1));
    wide.trades.interrupted();
    wide.trades.next(trade(1_000_000));
    await settled();
    assert.equal(wide.asked.length, 20);
    assert.equal(wide.told.at(-1), 1_000_000);
    assert.deepEqual(wide.lost, ['trades 2 to 999999: they are too many']);
  });
});
