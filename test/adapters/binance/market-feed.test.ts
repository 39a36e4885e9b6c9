import assert from 'node:assert/strict';

import { createBinanceExchange, type BinanceExchange } from '../../../adapters/binance/binance-exchange.ts';
import { BinanceMarketFeed } from '../../../adapters/binance/market-feed.ts';
import { Redactor } from '../../../adapters/binance/redaction.ts';
import type { MarkPrice } from '../../../adapters/exchange/port.ts';
import type { FeedHandlers, MarketFeed } from '../../../adapters/market-feed/port.ts';
import { MINUTE_MS } from '../../../core/market/bar.ts';
import type { OrderBook } from '../../../core/market/order-book.ts';
import { eventually, FakeExchange } from './fake-exchange.ts';

const START = 1_700_000_040_000;
const MARKET = '/market/stream';
const BOOK = '/public/stream';

function klineMessage(index: number, { closed = true, symbol = 'BTCUSDT', interval = '1m' } = {}) {
  const t = START + index * MINUTE_MS;
  const k = { t, T: t + 59_999, s: symbol, i: interval, f: 1, L: 2, o: '2', c: '2', h: '3', l: '1', v: '1', n: 2 };
  return { e: 'kline', E: t + 60_001, s: symbol, k: { ...k, x: closed, q: '2', V: '0.5', Q: '1', B: '0' } };
}

describe('the market feed', () => {
  let fake: FakeExchange;
  let exchange: BinanceExchange;
  let feed: MarketFeed;
  let bars: number[];
  let events: string[];
  let books: OrderBook[];
  let marks: MarkPrice[];
  let ages: number[];
  let newest: number;

  const handlers: FeedHandlers = {
    onBar: (bar, eventTime) => {
      bars.push((bar.openTime - START) / MINUTE_MS);
      ages.push(eventTime - bar.openTime);
    },
    onBook: (book) => books.push(book),
    onMarkPrice: (mark) => marks.push(mark),
    onConnected: () => events.push('connected'),
    onDisconnected: (reason) => events.push(`down ${reason}`),
  };

  /** The REST side has minutes 0 … newest, and the next one is open. */
  const serve = (): void => {
    fake.marketTime(START + (newest + 1) * MINUTE_MS + 5_000);
    fake.on('GET /fapi/v1/klines', ({ params }) => {
      const all = Array.from({ length: newest + 2 }, (_, index) => START + index * MINUTE_MS);
      const within = all.filter(
        (time) => time >= Number(params['startTime'] ?? 0) && time <= Number(params['endTime'] ?? Infinity),
      );
      const page = within.slice(-Number(params['limit']));
      return { body: page.map((t) => [t, '2', '3', '1', '2', '1', t + 59_999, '2', 2, '0.5', '1', '0']) };
    });
  };

  const publishBar = (index: number, options?: Parameters<typeof klineMessage>[1]): void =>
    fake.publish(MARKET, 'btcusdt@kline_1m', klineMessage(index, options));

  beforeEach(async () => {
    [bars, events, books, marks, ages, newest] = [[], [], [], [], [], 4];
    fake = await FakeExchange.start();
    serve();
    exchange = createBinanceExchange({ endpoints: fake.endpoints });
    feed = exchange.feed('BTCUSDT', handlers);
  });

  afterEach(async () => {
    await feed.stop();
    exchange.close();
    await fake.stop();
  });

  const started = async (): Promise<void> => {
    await feed.start();
    await eventually('the first bar', () => bars.length === 1 && fake.subscriptions.length === 2);
  };

  it('subscribes on the routed paths: klines and mark price on one, the book on the other', async () => {
    await started();
    assert.deepEqual([...fake.upgrades].sort(), [MARKET, BOOK]);
    assert.deepEqual(fake.subscriptions.flat().sort(), [
      'btcusdt@depth20@100ms',
      'btcusdt@kline_1m',
      'btcusdt@markPrice@1s',
    ]);
    assert.deepEqual(events, ['connected']);
  });

  it('begins with the newest complete bar by REST, with the exchange’s time beside it', async () => {
    await started();
    assert.deepEqual(bars, [4]);
    assert.deepEqual(ages, [MINUTE_MS + 5_000]);
  });

  it('passes on only what Binance says is complete, once each and ascending', async () => {
    await started();
    publishBar(5, { closed: false });
    publishBar(5);
    publishBar(5);
    publishBar(4);
    publishBar(6, { symbol: 'ETHUSDT' });
    publishBar(6, { interval: '5m' });
    publishBar(6);
    await eventually('bar 6', () => bars.includes(6));
    assert.deepEqual(bars, [4, 5, 6]);
    assert.equal(ages.at(-1), 60_001, 'the event time of the stream');
  });

  it('misses no minute that closes between the opening and the subscription', async () => {
    fake.subscriptionTakesMs = 200;
    await feed.start();
    await eventually('the first bar', () => bars.length === 1);
    newest = 5;
    serve();
    assert.equal(fake.subscriptions.length, 0, 'the stream says nothing yet');
    await eventually('bar 5', () => bars.includes(5));
  });

  it('fills what the stream left out before it goes on', async () => {
    await started();
    newest = 8;
    serve();
    publishBar(8);
    await eventually('bar 8', () => bars.includes(8));
    assert.deepEqual(bars, [4, 5, 6, 7, 8]);
  });

  it('after a lost connection comes back, subscribes again and delivers what was missed', async () => {
    await started();
    newest = 6;
    serve();
    fake.dropStreams();
    await eventually('connected again', () => events.filter((event) => event === 'connected').length === 2);
    await eventually('the missed bars', () => bars.length === 3);
    await eventually('subscribed again', () => fake.subscriptions.length === 4);
    publishBar(7);
    await eventually('bar 7', () => bars.includes(7));
    assert.deepEqual(bars, [4, 5, 6, 7]);
    assert.equal(events.filter((event) => event.startsWith('down usdm')).length, 2);
  });

  it('tells one route’s loss and return as well', async () => {
    await started();
    fake.dropStreams(BOOK);
    await eventually('connected again', () => events.length === 3);
    assert.deepEqual(events, ['connected', 'down usdmPublic: connection lost', 'connected']);
  });

  it('that finds nobody at first connects when the exchange is there', async () => {
    const { port } = fake;
    await fake.stop();
    await feed.start();
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.deepEqual(events, []);
    fake = await FakeExchange.start(port);
    serve();
    await eventually('the first bar', () => bars.length === 1);
    await eventually('connected', () => events.includes('connected'));
  });

  it('survives messages that can not be read', async () => {
    await started();
    fake.publish(MARKET, 'btcusdt@kline_1m', { e: 'kline', E: 1, s: 'BTCUSDT', k: { x: true, t: 'soon' } });
    fake.publish(BOOK, 'btcusdt@depth20@100ms', { e: 'depthUpdate', E: 1, s: 'BTCUSDT', u: 1, b: 7, a: [] });
    publishBar(5);
    await eventually('bar 5', () => bars.includes(5));
  });

  it('passes books and mark prices on, of its own symbol', async () => {
    await started();
    const book = {
      e: 'depthUpdate',
      E: 9,
      T: 8,
      s: 'BTCUSDT',
      U: 1,
      u: 2,
      pu: 0,
      b: [['1.0', '2']],
      a: [['1.1', '3']],
    };
    const mark = {
      e: 'markPriceUpdate',
      E: 9,
      s: 'BTCUSDT',
      p: '1.05',
      ap: '1.05',
      P: '1',
      i: '1.04',
      r: '0.0001',
      T: 99,
    };
    fake.publish(BOOK, 'btcusdt@depth20@100ms', { ...book, s: 'ETHUSDT' });
    fake.publish(BOOK, 'btcusdt@depth20@100ms', book);
    fake.publish(MARKET, 'btcusdt@markPrice@1s', { ...mark, s: 'ETHUSDT' });
    fake.publish(MARKET, 'btcusdt@markPrice@1s', mark);
    await eventually('both', () => books.length > 0 && marks.length > 0);
    assert.deepEqual(books, [
      { symbol: 'BTCUSDT', time: 9, lastUpdateId: 2, bids: [['1.0', '2']], asks: [['1.1', '3']] },
    ]);
    const price = { markPrice: '1.05', indexPrice: '1.04', fundingRate: '0.0001', nextFundingTime: 99, time: 9 };
    assert.deepEqual(marks, [price]);
  });

  it('that hears nothing for long, though connected, is built anew', async () => {
    feed = new BinanceMarketFeed({
      endpoints: fake.endpoints,
      symbol: 'BTCUSDT',
      marketData: exchange.marketData,
      handlers,
      redactor: new Redactor(),
      log: () => undefined,
      silenceMs: 200,
    });
    await started();
    await eventually('connected again', () => events.filter((event) => event === 'connected').length >= 2);
    assert.match(events[1]!, /^down usdm(Market|Public): nothing heard for/);
  });

  it('once stopped stays stopped', async () => {
    await started();
    await feed.stop();
    await eventually('both closed', () => fake.listening('') === 0);
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.equal(fake.upgrades.length, 2);
  });
});
