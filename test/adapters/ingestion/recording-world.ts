import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createBinanceExchange } from '../../../adapters/binance/binance-exchange.ts';
import type { BinanceExchange } from '../../../adapters/binance/binance-exchange.ts';
import type { BronzeLake } from '../../../adapters/ingestion/bronze-writer.ts';
import type { RecorderLimits } from '../../../adapters/ingestion/limits.ts';
import type { RecordedTable } from '../../../adapters/ingestion/market-message.ts';
import { Recorder } from '../../../adapters/ingestion/recorder.ts';
import type { RecorderOptions } from '../../../adapters/ingestion/recorder.ts';
import { DeltaTable } from '../../../adapters/lakehouse/delta/delta-table.ts';
import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { LAKE_TABLES } from '../../../adapters/lakehouse/tables/all-tables.ts';
import { ObjectStoreError } from '../../../adapters/object-store/object-store-error.ts';
import type { ObjectStore } from '../../../adapters/object-store/port.ts';
import { MINUTE_MS } from '../../../core/market/bar.ts';
import { FakeExchange } from '../binance/fake-exchange.ts';

/** Where the streams come in at the fake exchange. */
export const MARKET = '/market/ws';
export const BOOK = '/public/ws';

export const QUICK: Partial<RecorderLimits> = {
  flushAgeMs: 100,
  writeEveryMs: 10,
  pagePauseMs: 0,
  daySettleMs: 50,
  longestRetryMs: 200,
};

/** A minute boundary of a day long past and one of now: event times may be any. */
export const NOON = Date.UTC(2026, 2, 10, 12);

export function trade(id: number, time = NOON + id): Record<string, unknown> {
  const parts = { a: id, p: '60000.10', q: '0.002', nq: '0.002', f: id, l: id, T: time, m: id % 2 === 0 };
  return { e: 'aggTrade', E: time, s: 'BTCUSDT', ...parts, st: 1 };
}

export function candle(openTime: number, isClosed: boolean): Record<string, unknown> {
  const k = { t: openTime, T: openTime + 59_999, s: 'BTCUSDT', i: '1m', f: 1, L: 2, o: '2', c: '2', h: '3', l: '1' };
  const rest = { v: '1', n: 2, x: isClosed, q: '2', V: '0.5', Q: '1', B: '0' };
  return { e: 'kline', E: openTime + MINUTE_MS, s: 'BTCUSDT', k: { ...k, ...rest } };
}

export function book(time: number, updateId = time): Record<string, unknown> {
  const ids = { U: updateId, u: updateId, pu: updateId - 1 };
  return { e: 'depthUpdate', E: time, T: time, s: 'BTCUSDT', ...ids, b: [['60000.0', '1.5']], a: [['60000.1', '2']] };
}

export function mark(time: number): Record<string, unknown> {
  return { e: 'markPriceUpdate', E: time, s: 'BTCUSDT', p: '60000.00000000', P: '1', i: '1', r: '0.0001', T: time };
}

/** A lake in a folder whose store can be told to refuse. */
export class FaultyLake implements BronzeLake {
  readonly #lakehouse: Lakehouse;
  readonly engine: Lakehouse['engine'];
  isDown = false;
  /** Refuses after so many bytes were put, as a full disk does. */
  refusals = 0;

  constructor(lakehouse: Lakehouse) {
    this.#lakehouse = lakehouse;
    this.engine = lakehouse.engine;
  }

  table(name: RecordedTable): Promise<DeltaTable> {
    const { store, engine } = this.#lakehouse;
    return DeltaTable.openOrCreate({ store: this.#faulty(store), table: name, engine }, LAKE_TABLES[name]);
  }

  #faulty(store: ObjectStore): ObjectStore {
    const refuse = (): void => {
      if (!this.isDown) return;
      this.refusals += 1;
      throw new ObjectStoreError('the store is down');
    };
    return new Proxy(store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): unknown => {
          if (name !== 'localPath') refuse();
          return (member as (...given: unknown[]) => unknown).apply(target, args);
        };
      },
    });
  }
}

export interface BronzeRow {
  readonly source: string;
  readonly origin: string;
  readonly eventTime: number;
  readonly receiveTime: number;
  readonly payload: string;
  readonly date: string;
  readonly hour: number | null;
}

/** A fake exchange, a lake in a temporary folder, and a recorder between them. */
export class RecordingWorld {
  readonly folder: string;
  readonly exchange: FakeExchange;
  readonly lakehouse: Lakehouse;
  readonly lake: FaultyLake;
  readonly said: string[] = [];
  readonly #client: BinanceExchange;
  readonly #recorders: Recorder[] = [];
  /** Trades that REST has, by id. */
  readonly trades = new Map<number, Record<string, unknown>>();

  private constructor(folder: string, exchange: FakeExchange) {
    this.folder = folder;
    this.exchange = exchange;
    this.lakehouse = new Lakehouse({ kind: 'folder', folder: path.join(folder, 'lake') }, { memoryLimit: '512MB' });
    this.lake = new FaultyLake(this.lakehouse);
    this.#client = createBinanceExchange({ endpoints: exchange.endpoints });
    exchange.on('GET /fapi/v1/aggTrades', ({ params }) => {
      const from = Number(params['fromId']);
      const all = [...this.trades].filter(([id]) => id >= from).sort(([a], [b]) => a - b);
      return { body: all.slice(0, Number(params['limit'])).map(([, { e: _e, E: _E, s: _s, ...fields }]) => fields) };
    });
    exchange.on('GET /fapi/v1/klines', ({ params }) => {
      const rows: unknown[] = [];
      for (let t = Number(params['startTime']); t <= Number(params['endTime']); t += MINUTE_MS) {
        rows.push([t, '2', '3', '1', '2', '1', t + 59_999, '2', 2, '0.5', '1', '0']);
      }
      return { body: rows };
    });
  }

  static async make(): Promise<RecordingWorld> {
    const folder = await mkdtemp(path.join(tmpdir(), 'minutehand-ingestion-'));
    return new RecordingWorld(folder, await FakeExchange.start());
  }

  get journalFolder(): string {
    return path.join(this.folder, 'journal');
  }

  /** Opens a recorder and waits until both of its connections are there. */
  async record({ limits, ...options }: Partial<RecorderOptions> = {}): Promise<Recorder> {
    const recorder = await Recorder.open({
      symbols: ['BTCUSDT'],
      endpoints: this.exchange.endpoints,
      history: this.#client.history,
      lake: this.lake,
      journalFolder: this.journalFolder,
      clock: { kind: 'lockstep' },
      say: (sentence) => this.said.push(sentence),
      ...options,
      limits: { ...QUICK, ...limits },
    });
    this.#recorders.push(recorder);
    await this.connected();
    return recorder;
  }

  async connected(): Promise<void> {
    await until('both connections', () => [MARKET, BOOK].every((route) => this.exchange.listening(route) > 0));
  }

  /** Sends trades of the ids on the stream; REST has them too. */
  sendTrades(from: number, to: number, onStream = true): void {
    for (let id = from; id <= to; id += 1) {
      this.trades.set(id, trade(id));
      if (onStream) this.exchange.publishRaw(MARKET, trade(id));
    }
  }

  /** Rows of a table, by event time. */
  async rows(table: RecordedTable): Promise<BronzeRow[]> {
    const found = await this.lakehouse.existing(table);
    if (!found) return [];
    const columns = await found.read({ orderBy: ['event_time', 'receive_time'] });
    return (columns['payload'] ?? []).map((payload, index) => ({
      payload: payload as string,
      source: columns['source']![index] as string,
      origin: columns['origin']![index] as string,
      eventTime: columns['event_time']![index] as number,
      receiveTime: columns['receive_time']![index] as number,
      date: columns['date']![index] as string,
      hour: columns['hour']![index] as number | null,
    }));
  }

  /** Ids of the trades in Bronze, ascending, as often as they are there. */
  async tradeIds(): Promise<number[]> {
    const rows = await this.rows('bronze/agg_trade');
    return rows.map(({ payload }) => (JSON.parse(payload) as { a: number }).a).sort((a, b) => a - b);
  }

  async stopRecorders(): Promise<void> {
    this.lake.isDown = false;
    for (const recorder of this.#recorders) await recorder.stop(2_000);
  }

  async close(): Promise<void> {
    await this.stopRecorders();
    this.#client.close();
    await this.exchange.stop();
    await this.lakehouse.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export function idsFrom(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Waits until something is so. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, patienceMs = 15_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`not within ${patienceMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
