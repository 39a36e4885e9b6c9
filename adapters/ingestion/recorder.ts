import type { UtcDate } from '../../core/pipeline/data-interval.ts';
import type { MarketClock } from '../../core/time/market-clock.ts';
import { checkedEndpoints } from '../binance/endpoints.ts';
import type { Endpoints } from '../binance/endpoints.ts';
import { BronzeWriter } from './bronze-writer.ts';
import type { BronzeLake } from './bronze-writer.ts';
import { ClockCheck } from './clock-check.ts';
import { CommitLoop } from './commit-loop.ts';
import { DayTelling } from './day-telling.ts';
import { FILLABLE, HoleFiller } from './hole-filling.ts';
import { Journal } from './journal.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { RecorderLimits } from './limits.ts';
import type { HistoryRow, MarketHistory } from './market-history.ts';
import { MarketDays } from './market-days.ts';
import { excerptOf, readMarketMessage, ROUTES, streamUrl } from './market-message.ts';
import type { MarketMessage, RecordedTable } from './market-message.ts';
import { RecentMaximum } from './metrics.ts';
import type { IngestionMetrics } from './metrics.ts';
import { PlaceLedger } from './place-ledger.ts';
import type { Progress } from './progress-file.ts';
import { SteadyStream } from './steady-stream.ts';

export interface RecorderOptions {
  readonly symbols: readonly string[];
  readonly endpoints: Endpoints;
  readonly history: MarketHistory;
  readonly lake: BronzeLake;
  /** Folder of what is received and not in Bronze yet; one recorder at a time. */
  readonly journalFolder: string;
  /** How the market's time runs: lag and clock can be judged in real time only. */
  readonly clock: MarketClock;
  /** A UTC day of the market ended and all of it that came is in Bronze. Again after a failure; once when it succeeds. */
  readonly onMarketDay?: (date: UtcDate) => Promise<void>;
  /** Gets a sentence about what an operator may want to know. */
  readonly say?: (sentence: string) => void;
  readonly limits?: Partial<RecorderLimits>;
  /** Our clock, epoch ms. */
  readonly now?: () => number;
}

const STOP_WITHIN_MS = 10_000;
const LAG_WINDOW_MS = 5_000;
const UNREADABLE_EVERY_MS = 60_000;

/**
 * Records the public streams of some symbols into Bronze: every message as it came, with the time at which it came.
 *
 * A message goes from the socket to memory, within a fraction of a second to the journal on this machine's disk, and
 * every half minute to its table in the object store. Nothing else stands between, so a slow store fills the disk and
 * not the memory, a slow disk stops the reading, and a kill -9 costs only what was in memory; of that, trades and candles
 * are fetched again.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #now: () => number;
  readonly #say: (sentence: string) => void;
  readonly #journal: Journal;
  readonly #commits: CommitLoop;
  readonly #streams: readonly SteadyStream[];
  readonly #ledgers = new Map<string, { ledger: PlaceLedger; filler: HoleFiller }>();
  readonly #clockCheck: ClockCheck;
  readonly #days: MarketDays;
  readonly #dayTelling: DayTelling;
  readonly #lag = new RecentMaximum(LAG_WINDOW_MS);
  readonly #since: number;
  readonly #counts = {
    messages: 0,
    bytes: 0,
    rows: 0,
    flushes: 0,
    restRows: 0,
    drops: 0,
    unreadable: 0,
    reconnects: 0,
    pauses: 0,
  };
  #longestLagMs: number | undefined;
  #newestTime: number | undefined;
  #isPaused = false;
  #unreadableAt = -Infinity;
  #stopping: Promise<IngestionMetrics> | undefined;

  private constructor(options: RecorderOptions, journal: Journal, limits: RecorderLimits) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#say = options.say ?? (() => undefined);
    this.#journal = journal;
    this.#since = this.#now();
    this.#commits = new CommitLoop({
      writer: new BronzeWriter(options.lake),
      tables: journal.tables,
      onCommit: (rows) => this.#committed(rows),
      say: this.#say,
      longestRetryMs: limits.longestRetryMs,
    });
    this.#clockCheck = new ClockCheck({
      say: this.#say,
      serverTime: () => options.history.serverTime(),
      now: this.#now,
    });
    this.#days = new MarketDays(journal.earlier.marketDay);
    this.#dayTelling = new DayTelling({
      days: this.#days,
      settleMs: limits.daySettleMs,
      flush: (signal) => this.flush(signal),
      tell: options.onMarketDay ?? (() => Promise.resolve()),
      say: this.#say,
      longestRetryMs: limits.longestRetryMs,
    });
    for (const symbol of options.symbols) this.#keepLedgers(symbol, limits);
    const { wsUrl } = checkedEndpoints(options.endpoints);
    this.#streams = ROUTES.map(
      (route) =>
        new SteadyStream({
          ...limits,
          url: streamUrl(wsUrl, route, options.symbols),
          name: route,
          onText: (text) => this.#receive(text),
          onLost: (reason) => this.#lost(reason),
          onBack: (name) => this.#back(name),
        }),
    );
  }

  /**
   * Opens the journal, brings what an earlier process left into Bronze, and begins to record. Resolves at once: an
   * exchange or a store that can't be reached is tried again for ever, and told of by `say` and `metrics`.
   *
   * @throws Error with a sentence when the journal's folder is in use or can't be used; RangeError for a bad URL.
   */
  static async open(options: RecorderOptions): Promise<Recorder> {
    checkedEndpoints(options.endpoints);
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const journal = await Journal.open(options.journalFolder, limits, options.now ?? Date.now);
    const recorder = new Recorder(options, journal, limits);
    recorder.#start();
    return recorder;
  }

  metrics(): IngestionMetrics {
    const oldest = this.#journal.oldestSince;
    const trouble = this.#journal.failure ?? this.#commits.failure;
    const { offsetMs } = this.#clockCheck;
    const { value: lagMs } = this.#lag;
    return {
      since: this.#since,
      ...this.#counts,
      isPaused: this.#isPaused,
      ...(lagMs !== undefined && { lagMs }),
      ...(this.#longestLagMs !== undefined && { longestLagMs: this.#longestLagMs }),
      oldestWaitingMs: oldest === undefined ? 0 : Math.max(0, this.#now() - oldest),
      memoryBytes: this.#journal.memoryBytes,
      journalBytes: this.#journal.fileBytes,
      ...(this.#newestTime !== undefined && { newestTime: this.#newestTime }),
      ...(offsetMs !== 0 && { clockAheadMs: offsetMs }),
      ...(trouble !== undefined && { trouble }),
    };
  }

  /**
   * All that came until now into Bronze. @throws Error when the disk refuses; the reason of `signal` when that comes
   * before the store took it.
   */
  async flush(signal: AbortSignal = new AbortController().signal): Promise<void> {
    await this.#journal.sealAll();
    await this.#commits.settled(signal);
  }

  /**
   * Ends the streams, brings what came into Bronze, or, when the store does not take it in `withinMs`, leaves it in the
   * journal for the next recorder. Resolves with the last metrics.
   */
  stop(withinMs = STOP_WITHIN_MS): Promise<IngestionMetrics> {
    this.#stopping ??= this.#stop(withinMs);
    return this.#stopping;
  }

  #start(): void {
    this.#journal.start({
      onRoom: (hasRoom) => this.#setPaused(!hasRoom),
      onSealed: () => this.#commits.wake(),
      say: this.#say,
      progress: () => this.#progress(),
    });
    this.#commits.start();
    for (const stream of this.#streams) stream.start();
  }

  async #stop(withinMs: number): Promise<IngestionMetrics> {
    for (const stream of this.#streams) stream.stop();
    this.#dayTelling.stop();
    await Promise.all([...this.#ledgers.values()].map(({ filler }) => filler.stop()));
    await this.flush(AbortSignal.timeout(withinMs)).catch((error: Error) =>
      this.#say(`stopped before Bronze had everything (${error.message}); the next start brings it there`),
    );
    this.#commits.stop();
    const lostBytes = await this.#journal.close();
    if (lostBytes > 0) {
      this.#counts.drops += 1;
      this.#say(
        `stopped while the disk was full: ${lostBytes} bytes of messages are lost; trades and candles among them are fetched again at the next start`,
      );
    }
    return this.metrics();
  }

  #receive(text: string): void {
    const receiveTime = this.#now();
    this.#counts.messages += 1;
    this.#counts.bytes += text.length;
    let message: MarketMessage | 'not-recorded';
    try {
      message = readMarketMessage(text);
      if (message === 'not-recorded') return;
      if (!this.#options.symbols.includes(message.symbol)) throw new RangeError(`${message.symbol} is not recorded`);
    } catch (error) {
      this.#unreadable(text, error as Error);
      return;
    }
    const { table, symbol, stream, eventTime, sentTime, place } = message;
    this.#journal.add(table, { source: 'stream', receiveTime, eventTime, symbol, origin: stream, payload: text });
    if (place !== undefined) this.#seePlace(table, symbol, place);
    if (this.#newestTime === undefined || sentTime > this.#newestTime) {
      this.#newestTime = sentTime;
      if (this.#days.see(sentTime)) this.#dayTelling.start();
    }
    if (this.#options.clock.kind === 'realtime') this.#seeLag(receiveTime, sentTime);
  }

  #seePlace(table: RecordedTable, symbol: string, place: number): void {
    const kept = this.#ledgers.get(`${table} ${symbol}`);
    if (kept?.ledger.see(place)) kept.filler.start();
  }

  #seeLag(receiveTime: number, sentTime: number): void {
    const lagMs = receiveTime - sentTime;
    this.#lag.see(lagMs, receiveTime);
    if (this.#longestLagMs === undefined || lagMs > this.#longestLagMs) this.#longestLagMs = lagMs;
    this.#clockCheck.see(receiveTime, sentTime);
  }

  #keepLedgers(symbol: string, { pagePauseMs }: RecorderLimits): void {
    for (const [table, kind] of Object.entries(FILLABLE)) {
      const ledger = new PlaceLedger(kind.step, this.#journal.earlier.complete[table]?.[symbol]);
      const keep = (rows: readonly HistoryRow[], origin: string) =>
        this.#keepHistory(table as RecordedTable, symbol, rows, origin);
      const { history } = this.#options;
      const hasRoom = () => this.#journal.hasRoom;
      const filler = new HoleFiller({ symbol, kind, ledger, history, keep, hasRoom, say: this.#say, pagePauseMs });
      this.#ledgers.set(`${table} ${symbol}`, { ledger, filler });
    }
  }

  #keepHistory(table: RecordedTable, symbol: string, rows: readonly HistoryRow[], origin: string): void {
    const receiveTime = this.#now();
    for (const { eventTime, payload } of rows) {
      this.#journal.add(table, { source: 'rest', receiveTime, eventTime, symbol, origin, payload });
    }
    this.#counts.restRows += rows.length;
  }

  #progress(): Progress {
    const complete: Record<string, Record<string, number>> = structuredClone(this.#journal.earlier.complete);
    for (const [key, { ledger }] of this.#ledgers) {
      const [table = '', symbol = ''] = key.split(' ');
      if (ledger.complete !== undefined) (complete[table] ??= {})[symbol] = ledger.complete;
    }
    const { current } = this.#days;
    return { complete, ...(current !== undefined && { marketDay: current }) };
  }

  #committed(rows: number): void {
    this.#counts.rows += rows;
    this.#counts.flushes += 1;
    this.#journal.committed();
  }

  #lost(reason: string): void {
    this.#say(
      `no stream (${reason}): connecting again; trades and candles of the time between come by REST, books and mark prices of it can't be had`,
    );
  }

  #back(name: string): void {
    this.#counts.reconnects += 1;
    this.#say(`stream ${name} is back`);
  }

  #setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    if (isPaused) {
      this.#counts.pauses += 1;
      this.#say(
        `not reading the streams: ${this.#journal.memoryBytes} bytes wait in memory and ${this.#journal.fileBytes} in the journal, which is the bound`,
      );
    }
    for (const stream of this.#streams) {
      if (isPaused) stream.pause();
      else stream.resume();
    }
  }

  #unreadable(text: string, error: Error): void {
    this.#counts.unreadable += 1;
    const now = performance.now();
    if (now - this.#unreadableAt < UNREADABLE_EVERY_MS) return;
    this.#unreadableAt = now;
    this.#say(`not recorded, as ${error.message}: ${excerptOf(text)}`);
  }
}
