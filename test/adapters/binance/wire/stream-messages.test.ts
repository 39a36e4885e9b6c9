import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readAccountEvent } from '../../../../adapters/binance/wire/account-event.ts';
import { readKlineEvent } from '../../../../adapters/binance/wire/kline.ts';
import { readMarkPriceEvent } from '../../../../adapters/binance/wire/mark-price.ts';
import { readDepthEvent } from '../../../../adapters/binance/wire/order-book.ts';
import { documentedEvent, recordedLines, recordedText } from '../recorded-data.ts';

interface Recorded {
  stream?: string;
  data?: { e?: string; s?: string; p?: string; E?: number };
}

const RECORDED = 'fixtures/ws_messages_crypto-msg-parser.jsonl';

function recordedEvents(test: Mocha.Context, event: string): NonNullable<Recorded['data']>[] {
  const lines = recordedLines(test, RECORDED) as Recorded[];
  const usdm = lines.filter(({ data }) => data?.e === event && /USDT$/.test(data.s ?? ''));
  assert.ok(usdm.length > 0, `no ${event} in ${RECORDED}`);
  return usdm.map(({ data }) => data!);
}

describe('recorded market streams', () => {
  it('klines say whether they are complete', function () {
    for (const data of recordedEvents(this, 'kline')) {
      const event = readKlineEvent(data, 'stream');
      assert.equal(event.complete, false);
      assert.ok(event.bar.high >= event.bar.low && event.bar.low > 0);
    }
    assert.equal(readKlineEvent(documentedEvent(this, 'Klines'), 'stream').bar.openTime, 1638747660000);
  });

  it('mark prices keep their decimals as on the wire', function () {
    for (const data of recordedEvents(this, 'markPriceUpdate')) {
      const mark = readMarkPriceEvent(data, 'stream');
      assert.equal(mark.markPrice, data.p);
      assert.equal(mark.time, data.E);
    }
  });

  it('partial books of 20 levels are read best level first', function () {
    const lines = recordedLines(this, RECORDED) as Recorded[];
    const books = lines.filter(({ stream, data }) => stream?.endsWith('@depth20') && data?.e === 'depthUpdate');
    assert.ok(books.length >= 2);
    for (const { data } of books) {
      const book = readDepthEvent(data, 'stream');
      assert.ok(Number(book.bids[0]![0]) < Number(book.asks[0]![0]));
      assert.equal(book.time, data?.E);
    }
  });

  it('each kline of a raw recording is read', function () {
    const lines = recordedText(this, 'ws_recorded/usdm_altcoins_20210722_ws_cryptofeed.txt').split('\n');
    const klines = lines.filter((line) => line.includes('"e":"kline"'));
    assert.equal(klines.length, 67);
    for (const line of klines) {
      const { data } = JSON.parse(line.slice(line.indexOf('{'))) as Recorded;
      assert.equal(readKlineEvent(data, 'stream').interval, '1m');
    }
  });

  it('each depth message of the recorded BTCUSDT session is read', function () {
    const file = 'ws_recorded/usdm_btcusdt_20240808_2354-2359_hftbacktest.gz';
    recordedText(this, file);
    const packed = readFileSync(path.resolve(import.meta.dirname, '../../../../../shared/data', file));
    const lines = gunzipSync(packed).toString('utf8').split('\n');
    const depth = lines.filter((line) => line.includes('"e":"depthUpdate"')).slice(0, 500);
    assert.equal(depth.length, 500);
    for (const line of depth) {
      const { data } = JSON.parse(line.slice(line.indexOf('{'))) as Recorded;
      assert.equal(readDepthEvent(data, 'stream').symbol, 'BTCUSDT');
    }
  });
});

describe('the user data stream, reduced to what a strategy must look at', () => {
  it('of the observed messages the fill and the cancellation are told, the rest is not', function () {
    const lines = recordedLines(this, 'fixtures/user_stream_messages_observed.jsonl');
    assert.deepEqual(
      lines.map((line) => readAccountEvent(line)?.what),
      [
        undefined,
        undefined,
        'ORDER_TRADE_UPDATE FILLED KWsJ1UBaWM1C0IhvgdXxZb BUY 0.100',
        undefined,
        'ORDER_TRADE_UPDATE CANCELED 0000000003 BUY 0',
      ],
    );
  });

  it('a conditional order that ended is told, with the reason when it was rejected', function () {
    const message = documentedEvent(this, 'AlgoOrderUpdate') as { o: object };
    assert.deepEqual(readAccountEvent(message), {
      what: 'ALGO_UPDATE CANCELED Q5xaq5EGKgXXa0fD7fs0Ip SELL',
      eventTime: 1750515742303,
    });
    const rejected = { ...message, o: { ...message.o, X: 'REJECTED', rm: 'Margin is insufficient.' } };
    assert.match(readAccountEvent(rejected)!.what, /REJECTED Q5x.* \(Margin is insufficient\.\)$/);
    assert.equal(readAccountEvent({ ...message, o: { ...message.o, X: 'TRIGGERING' } }), undefined);
  });

  it('money that moved for another reason than an order is told', function () {
    const message = documentedEvent(this, 'AccountUpdate') as { a: object };
    assert.equal(readAccountEvent(message), undefined);
    const funding = { ...message, a: { ...message.a, m: 'FUNDING_FEE' } };
    assert.equal(readAccountEvent(funding)?.what, 'ACCOUNT_UPDATE FUNDING_FEE');
  });

  it('a margin call and a changed leverage are told', function () {
    assert.equal(readAccountEvent(documentedEvent(this, 'MarginUpdate'))?.what, 'MARGIN_CALL');
    assert.equal(readAccountEvent(documentedEvent(this, 'Leverage'))?.what, 'ACCOUNT_CONFIG_UPDATE');
  });

  it('a partial fill and a liquidation are told', function () {
    const message = documentedEvent(this, 'OrderUpdate') as { o: object };
    assert.equal(readAccountEvent(message), undefined);
    const traded = { ...message, o: { ...message.o, x: 'TRADE', X: 'PARTIALLY_FILLED', z: '0.0005' } };
    assert.equal(readAccountEvent(traded)?.what, 'ORDER_TRADE_UPDATE PARTIALLY_FILLED TEST SELL 0.0005');
    const liquidated = { ...message, o: { ...message.o, x: 'CALCULATED', X: 'FILLED', c: 'autoclose-1' } };
    assert.match(readAccountEvent(liquidated)!.what, /FILLED autoclose-1/);
  });
});
