import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildGold } from '../../../../adapters/lakehouse/stages/gold.ts';
import { buildSilver } from '../../../../adapters/lakehouse/stages/silver.ts';
import type { Bar } from '../../../../core/market/bar.ts';
import { startOfDate } from '../../../../core/pipeline/data-interval.ts';
import { makeLakehouse, rowsOf } from './lakehouse-in-folder.ts';
import type { TemporaryLakehouse } from './lakehouse-in-folder.ts';
import { appendMessages, asRest, asStream } from './recorded-bronze.ts';
import type { Message } from './recorded-bronze.ts';

const DATE = '2022-05-09';
const START = startOfDate(DATE);
const MINUTE = 60_000;
const request = { symbol: 'BTCUSDT', dates: [DATE] };

/** A kline of the archive, at 34,000 and the minute's own cents. */
function kline(minute: number, close = 34_000 + (minute % 7) / 10, trades = 5, symbol = 'BTCUSDT'): Message {
  const open = START + minute * MINUTE;
  const payload = `${open},${close},${close + 1},${close - 1},${close},2.5,${open + MINUTE - 1},85000.25,${trades},1.5,51000.15,0`;
  return { table: 'bronze/kline_1m', source: 'archive', eventTime: open, payload, symbol };
}

const wholeDay = (): Message[] => Array.from({ length: 1_440 }, (_, minute) => kline(minute));

function trade(id: number, at: number, price: string, quantity: string, buyerIsMaker: boolean): Message {
  const payload = JSON.stringify({ a: id, p: price, q: quantity, f: id, l: id, T: START + at, m: buyerIsMaker });
  return { table: 'bronze/agg_trade', source: 'rest', eventTime: START + at, payload };
}

function book(updateId: number, at: number, bid: string, quantities: readonly [string, string]): Message {
  const levels = (price: number, step: number, quantity: string) =>
    Array.from({ length: 20 }, (_, level) => [(price + level * step).toFixed(1), quantity]);
  const data = {
    e: 'depthUpdate',
    E: START + at + 3,
    T: START + at,
    u: updateId,
    b: levels(Number(bid), -0.1, quantities[0]),
    a: levels(Number(bid) + 0.1, 0.1, quantities[1]),
  };
  const payload = JSON.stringify({ stream: 'btcusdt@depth20@100ms', data });
  return { table: 'bronze/depth20', source: 'stream', eventTime: START + at, payload };
}

describe('silver', function () {
  this.timeout(120_000);
  let made: TemporaryLakehouse;

  beforeEach(async () => {
    made = await makeLakehouse();
  });
  afterEach(() => made.remove());

  it('takes the archive before REST before the stream, and counts who said the same and who did not', async () => {
    const other = (minute: number) => kline(minute, 40_000);
    await appendMessages(made.lake, [
      kline(0),
      asRest(other(0)),
      asStream(other(0)),
      asRest(kline(1)),
      asStream(other(1)),
      asStream(kline(2)),
      asStream(kline(2), { enveloped: false }),
      asStream(kline(3), { closed: false }),
      kline(4),
      asRest(kline(4)),
    ]);
    const [day] = await buildSilver(made.lake, request);
    const { source, close, status } = await rowsOf(made.lake, 'silver/bars_1m');
    assert.deepEqual(source?.slice(0, 5), ['archive', 'rest', 'stream', null, 'archive']);
    assert.deepEqual(close?.slice(0, 5), [34_000, 34_000.1, 34_000.2, null, 34_000.4]);
    assert.deepEqual(status?.slice(0, 5), ['traded', 'traded', 'traded', 'missing', 'traded']);
    // Minute 0: REST and the stream agree with each other; minute 1: two that differ; minutes 2 and 4: the same twice.
    assert.deepEqual([day?.duplicates, day?.disagreements, day?.missingMinutes], [3, 2, 1_436]);
  });

  it('leaves a missing minute missing, in gold too: windows go on over it, its own row is empty', async () => {
    const gone = [0, 700, 701, 1_439];
    await appendMessages(
      made.lake,
      wholeDay().filter((_, minute) => !gone.includes(minute)),
    );
    const asked: number[][] = [];
    const askKlines = async (_: string, from: number, to: number): Promise<Bar[]> => {
      asked.push([(from - START) / MINUTE, (to - START) / MINUTE]);
      return [];
    };
    const [day] = await buildSilver(made.lake, { ...request, askKlines });
    assert.deepEqual(asked, [
      [0, 702],
      [1_439, 1_440],
    ]);
    assert.equal(day?.missingMinutes, 4);
    const bars = await rowsOf(made.lake, 'silver/bars_1m');
    assert.equal(bars['open_time']?.length, 1_440);
    assert.deepEqual(
      ['close', 'volume', 'trades', 'source'].map((name) => bars[name]?.[700]),
      [null, null, null, null],
    );

    await buildGold(made.lake, request);
    const gold = await rowsOf(made.lake, 'gold/features_1m');
    assert.equal(gold['status']?.[700], 'missing');
    const filled = Object.entries(gold).filter(([name]) => !['symbol', 'date', 'open_time', 'status'].includes(name));
    for (const minute of gone)
      assert.ok(
        filled.every(([, column]) => column[minute] === null),
        `minute ${minute}`,
      );
    assert.notEqual(gold['return_1']?.[702] ?? gold['rsi_14']?.[702], null);
    const { label } = await rowsOf(made.lake, 'gold/labels_1m');
    const unknown = [0, 697, 698, 699, 700, 701, 1_436, 1_437, 1_438, 1_439];
    assert.deepEqual(
      label?.flatMap((value, minute) => (value === null ? [minute] : [])),
      unknown,
    );
  });

  it('asks for a day full of holes by the page, not by the hole', async () => {
    await appendMessages(
      made.lake,
      wholeDay().filter((_, minute) => minute % 3 !== 0),
    );
    const asked: number[] = [];
    const askKlines = async (_: string, from: number, to: number): Promise<Bar[]> => {
      asked.push((to - from) / MINUTE);
      return [];
    };
    const [day] = await buildSilver(made.lake, { ...request, askKlines });
    assert.deepEqual([day?.missingMinutes, asked], [480, [1_000, 436]]);
  });

  it('fills a gap by REST once: bronze gets the rows, silver has them, the next run asks nothing', async () => {
    await appendMessages(
      made.lake,
      wholeDay().filter((_, minute) => minute < 100 || minute >= 130),
    );
    let calls = 0;
    const askKlines = async (_: string, from: number, to: number): Promise<Bar[]> => {
      calls += 1;
      const bars = [];
      // The exchange has all but the last of them, and says more than it was asked.
      for (let openTime = from; openTime < to + 5 * MINUTE; openTime += MINUTE) {
        const close = 33_999.9;
        const amounts = { volume: 1.25, quoteVolume: 42_499.875, takerBuyVolume: 0.5, takerBuyQuoteVolume: 16_999.95 };
        if (openTime !== to - MINUTE)
          bars.push({ openTime, open: close, high: close, low: close, close, trades: 3, ...amounts });
      }
      return bars;
    };
    const [day] = await buildSilver(made.lake, { ...request, askKlines });
    assert.deepEqual([day?.repairedMinutes, day?.missingMinutes, day?.duplicates, calls], [29, 1, 0, 1]);
    const bars = await rowsOf(made.lake, 'silver/bars_1m');
    assert.deepEqual(
      ['source', 'close', 'trades'].map((name) => bars[name]?.[100]),
      ['rest', 33_999.9, 3n],
    );
    const versions = await made.versions();
    const [again] = await buildSilver(made.lake, { ...request, askKlines: async () => [] });
    assert.deepEqual([again?.repairedMinutes, again?.missingMinutes], [0, 1]);
    assert.deepEqual(await made.versions(), versions);
  });

  it('makes flow of aggregate trades, each id once, sums exact', async () => {
    await appendMessages(made.lake, [
      ...wholeDay(),
      trade(10, 5, '34000.1', '0.1', false),
      trade(10, 5, '34000.1', '0.1', false),
      trade(12, 59_999, '34000.2', '0.2', true),
      {
        ...trade(13, 60_000, '34000.3', '0.3', true),
        source: 'archive',
        payload: `13,34000.3,0.3,13,13,${START + 60_000}000,true`,
      },
      { ...trade(13, 60_000, '34000.3', '9', true), source: 'rest' },
    ]);
    const [day] = await buildSilver(made.lake, request);
    assert.deepEqual([day?.duplicates, day?.disagreements, day?.rows], [1, 1, 1_442]);
    const flow = await rowsOf(made.lake, 'silver/flow_1m');
    assert.deepEqual(flow['open_time'], [START, START + MINUTE]);
    assert.deepEqual(
      [flow['agg_trades'], flow['first_id'], flow['last_id'], flow['missing_ids']],
      [
        [2n, 1n],
        [10n, 13n],
        [12n, 13n],
        [1n, 0n],
      ],
    );
    assert.deepEqual(
      [flow['buy_volume'], flow['sell_volume']],
      [
        [0.1, 0],
        [0.2, 0.3],
      ],
    );
    assert.deepEqual(
      [flow['buy_quote'], flow['sell_quote']],
      [
        [3400.01, 0],
        [6800.04, 10200.09],
      ],
    );
    assert.deepEqual(flow['vwap'], [10200.05 / 0.3, 10200.09 / 0.3]);
    assert.deepEqual(flow['largest_trade'], [0.2, 0.3]);
  });

  it('takes the last book before a minute closes', async () => {
    await appendMessages(made.lake, [
      ...wholeDay(),
      book(7, 100, '34000.0', ['1', '1']),
      book(9, 59_999, '34100.0', ['3', '1']),
      book(9, 59_999, '34100.0', ['3', '1']),
      book(8, 30_000, '34050.0', ['1', '1']),
      book(11, 60_000, '34200.0', ['1', '3']),
    ]);
    await buildSilver(made.lake, request);
    const books = await rowsOf(made.lake, 'silver/book_1m');
    assert.deepEqual(books['book_time'], [START + 59_999, START + 60_000]);
    assert.deepEqual(
      [books['books'], books['best_bid'], books['best_ask']],
      [
        [3n, 1n],
        [34_100, 34_200],
        [34_100.1, 34_200.1],
      ],
    );
    for (const levels of [1, 5, 20]) assert.deepEqual(books[`imbalance_${levels}`], [0.5, -0.5]);
    assert.ok(Math.abs(Number(books['spread_bps']?.[0]) - (0.1 / 34_100.05) * 1e4) < 1e-9);
    await buildGold(made.lake, request);
    const gold = await rowsOf(made.lake, 'gold/features_1m');
    assert.deepEqual(gold['book_imbalance_5']?.slice(0, 3), [0.5, -0.5, null]);
  });

  it('knows a settlement by its minute, with the mark price of whoever has it', async () => {
    const settled = (source: Message['source'], payload: string, eventTime: number): Message => ({
      table: 'bronze/funding',
      source,
      eventTime,
      payload,
    });
    const at = START + 8 * 3_600_000;
    await appendMessages(made.lake, [
      ...wholeDay(),
      settled(
        'rest',
        JSON.stringify({ symbol: 'BTCUSDT', fundingTime: at + 7, fundingRate: '-0.00012345', markPrice: '34001.5' }),
        at + 7,
      ),
      settled('archive', `${at},8,-0.00012345`, at),
    ]);
    await buildSilver(made.lake, request);
    const funding = await rowsOf(made.lake, 'silver/funding', 'funding_time');
    assert.deepEqual(
      ['funding_time', 'rate', 'mark_price', 'source'].map((name) => funding[name]),
      [[at], ['-0.00012345'], ['34001.50000000'], ['archive']],
    );
  });

  it('keeps the rows of another symbol', async () => {
    await appendMessages(made.lake, [...wholeDay(), kline(5, 2_500, 5, 'ETHUSDT')]);
    await buildSilver(made.lake, { ...request, symbol: 'ETHUSDT' });
    await buildSilver(made.lake, request);
    await buildGold(made.lake, { ...request, symbol: 'ETHUSDT' });
    await buildGold(made.lake, request);
    const versions = await made.versions();
    await buildSilver(made.lake, { ...request, symbol: 'ETHUSDT' });
    await buildGold(made.lake, { ...request, symbol: 'ETHUSDT' });
    assert.deepEqual(await made.versions(), versions);
    for (const name of ['silver/bars_1m', 'gold/features_1m', 'gold/labels_1m'] as const) {
      const { symbol, close } = await rowsOf(made.lake, name);
      assert.deepEqual([symbol?.length, symbol?.[0], symbol?.[1_440]], [2_880, 'BTCUSDT', 'ETHUSDT'], name);
      if (close) assert.equal(close[1_445], 2_500);
    }
  });

  const unreadable: readonly [string, Message][] = [
    ['bronze/kline_1m', { ...kline(3), payload: 'open_time,open,high,low,close' }],
    ['bronze/kline_1m', { ...kline(3), payload: kline(2_000).payload }],
    ['bronze/kline_1m', { ...asRest(kline(3)), payload: '[1652054580000,"34000"' }],
    ['bronze/kline_1m', { ...asStream(kline(3)), payload: '{"e":"kline","k":{}}' }],
    ['bronze/kline_1m', { ...kline(3), payload: kline(3).payload.replace('2.5', 'nan') }],
    ['bronze/agg_trade', { ...trade(1, 5, '34000', '1', true), payload: '{"a":1}' }],
    ['bronze/depth20', { ...book(1, 5, '34000', ['1', '1']), payload: '{"u":5,"b":[["1","2"]],"a":[]}' }],
    ['bronze/depth20', { ...book(1, 5, '34000', ['1', '1']), payload: 'hello' }],
    ['bronze/funding', { table: 'bronze/funding', source: 'archive', eventTime: START, payload: `${START},8,much` }],
  ];
  for (const [table, message] of unreadable) {
    it(`stops at "${message.payload.slice(0, 40)}" in ${table}, and writes nothing`, async () => {
      await appendMessages(made.lake, [...wholeDay(), message]);
      const versions = await made.versions();
      await assert.rejects(buildSilver(made.lake, request), (error: Error) => {
        assert.equal(error.name, 'UnreadableBronze');
        assert.ok(
          error.message.startsWith(`1 message of ${table} can't be read, the first from ${message.source} `),
          error.message,
        );
        assert.ok(error.message.includes(message.payload.slice(0, 100)), error.message);
        return true;
      });
      assert.deepEqual(await made.versions(), versions);
    });
  }

  it('does not depend on the order, the repetition or the overlap of what is in bronze', async () => {
    const facts = [
      ...wholeDay().filter((_, minute) => minute % 97 !== 0),
      ...[0, 1, 2, 3].map((id) => trade(id, id * 40_000, '34000.7', `0.00${id + 1}`, id % 2 === 0)),
      ...[5, 6, 7].map((id) => book(id, id * 10_000, `3400${id}.0`, ['1.5', '2.25'])),
    ];
    const inOrder = async (messages: readonly Message[]) => {
      const other = await makeLakehouse();
      try {
        await appendMessages(other.lake, messages);
        await buildSilver(other.lake, request);
        const names = ['silver/bars_1m', 'silver/flow_1m', 'silver/book_1m'] as const;
        return await Promise.all(names.map((name) => rowsOf(other.lake, name)));
      } finally {
        await other.remove();
      }
    };
    const expected = await inOrder(facts);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(facts, { minLength: facts.length }),
        fc.subarray(facts),
        async (all, some) => {
          const again = some.map((message) => (message.table === 'bronze/kline_1m' ? asStream(message) : message));
          const late = some.map((message) => (message.table === 'bronze/kline_1m' ? asRest(message) : message));
          assert.deepEqual(await inOrder([...again, ...all, ...late.reverse()]), expected);
        },
      ),
      { numRuns: 4 },
    );
  });
});
