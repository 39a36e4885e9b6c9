import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createBinanceExchange } from '../../../adapters/binance/binance-exchange.ts';
import { Recorder } from '../../../adapters/ingestion/recorder.ts';
import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { buildSilver } from '../../../adapters/lakehouse/stages/silver.ts';
import { PaperSession } from '../../paper-exchange/paper-session.ts';
import { risingCandles, tableMarket } from '../../paper-exchange/table-market.ts';
import { aggregated, booksOf, readRecordedStream } from './recorded-stream.ts';
import type { RecordedStream, RecordedTicker } from './recorded-stream.ts';
import { until } from './recording-world.ts';

/** The recording ends half a second after midnight. */
const DAYS = ['2024-08-08', '2024-08-09'];
const [TRADES, BOOKS] = ['btcusdt@aggTrade', 'btcusdt@depth20@100ms'];

/**
 * The recorded stream through the paper exchange's own sockets into bronze and silver. What equals what:
 * - bronze has each message that was published once, text for text;
 * - the single trades of the file are as many as those inside bronze's aggregate trades, with the same volume;
 * - every change of the file is in a book or is older than the REST book;
 * - best bid and ask of silver's minutes are those of the file's bookTicker of the same update id, which the books were
 *   not made from; imbalances are computed again from bronze's last book of each minute.
 */
describe('a recorded stream, played through the paper exchange', function () {
  this.timeout(120_000);
  let recording: RecordedStream;
  let folder: string;
  let session: PaperSession;
  let lake: Lakehouse;
  let recorder: Recorder;
  let client: ReturnType<typeof createBinanceExchange>;

  before(async function () {
    recording = readRecordedStream(this);
    folder = await mkdtemp(path.join(tmpdir(), 'minutehand-recorded-'));
    // Its market is another symbol's, and stands still: what comes of BTCUSDT is the recording alone.
    session = await PaperSession.start([tableMarket(risingCandles(5), { symbol: 'ETHUSDT' })]);
    const endpoints = { restUrl: session.running.url, wsUrl: session.running.wsUrl };
    client = createBinanceExchange({ endpoints });
    lake = new Lakehouse({ kind: 'folder', folder: path.join(folder, 'lake') }, { memoryLimit: '512MB' });
    recorder = await Recorder.open({
      symbols: ['BTCUSDT'],
      endpoints,
      history: client.history,
      lake,
      journalFolder: path.join(folder, 'journal'),
      clock: { kind: 'lockstep' },
    });
  });

  after(async () => {
    await recorder?.stop();
    client?.close();
    await session?.stop();
    await lake?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it('is in bronze message by message and in silver minute by minute', async () => {
    const trades = aggregated(recording.trades);
    const { books, applied, older } = booksOf(recording);
    const { hub } = session.running;
    await until('both connections', () => hub.hasSubscribers(TRADES) && hub.hasSubscribers(BOOKS));
    const published = [
      ...trades.map((event) => ({ stream: TRADES, event })),
      ...books.map((event) => ({ stream: BOOKS, event })),
    ].sort((one, other) => Number(one.event['E']) - Number(other.event['E']));
    for (const [index, { stream, event }] of published.entries()) {
      hub.publish(stream, () => event);
      if (index % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await until('all received', () => recorder.metrics().messages === published.length);
    await recorder.flush();

    const payloads = async (table: 'bronze/agg_trade' | 'bronze/depth20'): Promise<string[]> => {
      const columns = await (await lake.table(table)).read({ columns: ['payload'] });
      return (columns['payload'] as string[]).sort();
    };
    const textsOf = (events: readonly unknown[]): string[] => events.map((event) => JSON.stringify(event)).sort();
    const storedTrades = await payloads('bronze/agg_trade');
    assert.deepEqual(storedTrades, textsOf(trades));
    assert.deepEqual(await payloads('bronze/depth20'), textsOf(books));

    const parsed = storedTrades.map((text) => JSON.parse(text) as { q: string });
    const volume = (list: readonly { q: string }[]): string =>
      list.reduce((sum, { q }) => sum + BigInt(Math.round(Number(q) * 1000)), 0n).toString();
    assert.equal(recording.trades.length, 21_313);
    assert.equal(volume(parsed), volume(recording.trades));
    assert.equal(applied + older, recording.depths.length);
    assert.equal(recording.depths.length, 6_551);

    await buildSilver(lake, { symbol: 'BTCUSDT', dates: DAYS });
    const book = await (await lake.table('silver/book_1m')).read({ orderBy: ['open_time'] });
    const flow = await (await lake.table('silver/flow_1m')).read({ orderBy: ['open_time'] });
    const minuteOf = (time: number): number => Math.floor(time / 60_000) * 60_000;
    assert.equal(sum(flow['agg_trades']), trades.length);
    assert.equal(sum(flow['missing_ids']), 0);
    assert.equal(sum(book['books']), books.length);
    const expected = new Map(books.map((event) => [minuteOf(Number(event['T'])), event]));
    assert.deepEqual(book['open_time'], [...expected.keys()]);
    const tickers = new Map<number, RecordedTicker>(recording.tickers.map((ticker) => [ticker.u, ticker]));
    let byTicker = 0;
    [...expected.values()].forEach((event, row) => {
      const [bids, asks] = [event['b'], event['a']] as [string, string][][];
      for (const levels of [1, 5, 20]) {
        const [bid, ask] = [quantity(bids!, levels), quantity(asks!, levels)];
        near(book[`imbalance_${levels}`]![row], (bid - ask) / (bid + ask));
      }
      const ticker = tickerAt(tickers, recording.tickers, Number(event['u']));
      if (!ticker) return;
      byTicker += 1;
      near(book['best_bid']![row], Number(ticker.b));
      near(book['best_ask']![row], Number(ticker.a));
      near(book['imbalance_1']![row], (Number(ticker.B) - Number(ticker.A)) / (Number(ticker.B) + Number(ticker.A)));
    });
    assert.equal(byTicker, expected.size, 'every minute was held against a bookTicker');
  });
});

/** The best levels at an update id: the newest bookTicker up to it, as it is told of every change of them. */
function tickerAt(
  byId: ReadonlyMap<number, RecordedTicker>,
  all: readonly RecordedTicker[],
  updateId: number,
): RecordedTicker | undefined {
  return byId.get(updateId) ?? all.findLast(({ u }) => u <= updateId);
}

function quantity(levels: readonly [string, string][], count: number): number {
  return levels.slice(0, count).reduce((total, [, amount]) => total + Number(amount), 0);
}

function sum(column: readonly unknown[] | undefined): number {
  return (column ?? []).reduce<number>((total, value) => total + Number(value), 0);
}

function near(actual: unknown, expected: number): void {
  assert.ok(
    Math.abs(Number(actual) - expected) <= 1e-9 * Math.max(1, Math.abs(expected)),
    `${String(actual)} is not ${expected}`,
  );
}
