import type { Bar } from '../../../core/market/bar.ts';
import type { EngineBook, MarketMove } from '../../../core/matching/engine-contract.ts';
import type { DecimalText } from '../../../core/money/decimal.ts';
import type { MinuteMarket } from '../market/source.ts';
import { LAST_POINT, offsetOf, priceAt, TURNING_POINTS } from './minute-path.ts';

const MINUTE = 60_000;
/** A replay with a longer hole than this has ended. */
const LONGEST_HOLE = 31 * 86_400_000;

/** Where a market stands: the minute in progress, and the newest point of its path that has happened (-1: none). */
export interface MinuteCursor {
  readonly minute: number;
  readonly point: number;
}

/** Every second of the path, or only the points where it turns: the prices reached are the same. */
export type Pace = 'seconds' | 'turns';

interface SymbolPosition {
  readonly market: MinuteMarket;
  readonly tick: number;
  price: DecimalText;
  /** Open time of the newest minute that has begun to happen: its book is the one in force. */
  bookMinute: number;
  bar: Bar | undefined;
}

/** Walks one or more markets, all on the same clock, point by point, and hands each move on. */
export class MinuteWalker {
  #cursor: MinuteCursor;
  #finished: boolean;
  #lastClosed: number;
  #holdAfter = Infinity;
  readonly #symbols: readonly SymbolPosition[];

  constructor(markets: readonly MinuteMarket[], cursor: MinuteCursor) {
    this.#cursor = cursor;
    this.#symbols = markets.map((market) => standingAt(market, cursor));
    this.#lastClosed = Math.max(...markets.map((market) => lastBarBefore(market, cursor.minute)?.openTime ?? 0));
    this.#finished = this.#symbols.every((symbol) => symbol.bar === undefined) && !this.#skipHole();
  }

  get cursor(): MinuteCursor {
    return this.#cursor;
  }

  /** True when no market has another minute. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Open time of the last minute that may happen; what is written down of later ones is walked to all the same. */
  set holdAfter(openTime: number) {
    this.#holdAfter = openTime;
  }

  /** True when the minute in progress, or the next one, may not happen. */
  get held(): boolean {
    return !this.#finished && this.#cursor.minute > this.#holdAfter;
  }

  /** Open time of the newest complete bar. */
  get lastClosed(): number {
    return this.#lastClosed;
  }

  /** Market time, epoch ms. */
  get time(): number {
    return this.timeOf(this.#cursor.point);
  }

  /** Market time at a point of the minute in progress. */
  timeOf(point: number): number {
    return this.#cursor.minute + (point < 0 ? 0 : offsetOf(point));
  }

  priceOf(symbol: string): DecimalText {
    return this.#position(symbol).price;
  }

  bookMinuteOf(symbol: string): number {
    return this.#position(symbol).bookMinute;
  }

  /** Tells an engine that is new, or comes from disk, where the market stands. Nothing moves. */
  announce(advance: (move: MarketMove) => void): void {
    for (const symbol of this.#symbols) advance(this.#move(symbol, this.time, 'jump'));
  }

  /** The next point at this pace. */
  nextPoint(pace: Pace): number {
    const { point } = this.#cursor;
    if (pace === 'seconds') return point + 1;
    return TURNING_POINTS.find((turn) => turn > point) ?? LAST_POINT;
  }

  /** Goes to the next point; returns the minute that closed with it, if one did. */
  step(pace: Pace, advance: (move: MarketMove) => void): number | undefined {
    const point = this.nextPoint(pace);
    const { minute } = this.#cursor;
    this.#cursor = { minute, point };
    for (const symbol of this.#symbols) {
      if (symbol.bar === undefined) continue;
      symbol.price = priceAt(symbol.bar, point, symbol.tick, symbol.market.priceDecimals);
      symbol.bookMinute = minute;
      const move = this.#move(symbol, this.time, point === 0 ? 'jump' : 'path');
      advance(point === 0 ? withFunding(move, symbol.market, minute) : move);
    }
    if (point < LAST_POINT) return undefined;
    this.#lastClosed = minute;
    this.#enter(minute + MINUTE);
    return minute;
  }

  /** Walks on until the cursor is where it was when something was written down. */
  stepTo(target: MinuteCursor, pace: Pace, advance: (move: MarketMove) => void): void {
    while (!this.#finished && isBefore(this.#cursor, target)) this.step(pace, advance);
  }

  #enter(minute: number): void {
    this.#cursor = { minute, point: -1 };
    for (const symbol of this.#symbols) symbol.bar = symbol.market.bar(minute);
    if (this.#symbols.every((symbol) => symbol.bar === undefined)) this.#finished = !this.#skipHole();
  }

  /** Goes to the next minute that any market has; false when there is none. */
  #skipHole(): boolean {
    const { minute } = this.#cursor;
    const next = this.#symbols.flatMap(({ market }) => {
      for (let from = minute; from < minute + LONGEST_HOLE; from += 1440 * MINUTE) {
        const first = market.bars(from, from + 1440 * MINUTE).at(0);
        if (first !== undefined) return [first.openTime];
      }
      return [];
    });
    if (next.length === 0) return false;
    this.#cursor = { minute: Math.min(...next), point: -1 };
    for (const symbol of this.#symbols) symbol.bar = symbol.market.bar(this.#cursor.minute);
    return true;
  }

  #move(symbol: SymbolPosition, time: number, kind: 'jump' | 'path'): MarketMove {
    const { market, price, bookMinute } = symbol;
    const bookAt = (at: DecimalText): EngineBook => market.bookAt(bookMinute, Number(at));
    return { symbol: market.symbol, time, kind, price, mark: price, bookAt };
  }

  #position(symbol: string): SymbolPosition {
    const found = this.#symbols.find(({ market }) => market.symbol === symbol);
    if (found === undefined) throw new RangeError(`no market of ${symbol}`);
    return found;
  }
}

function standingAt(market: MinuteMarket, cursor: MinuteCursor): SymbolPosition {
  const bar = market.bar(cursor.minute);
  const tick = Number(market.spec.filters.tickSize);
  if (bar !== undefined && cursor.point >= 0) {
    const price = priceAt(bar, cursor.point, tick, market.priceDecimals);
    return { market, tick, price, bookMinute: cursor.minute, bar };
  }
  const last = lastBarBefore(market, cursor.minute);
  if (last === undefined) {
    throw new RangeError(`the market of ${market.symbol} has no bar before ${new Date(cursor.minute).toISOString()}`);
  }
  const price = last.close.toFixed(market.priceDecimals);
  return { market, tick, price, bookMinute: last.openTime, bar };
}

function lastBarBefore(market: MinuteMarket, minute: number): Bar | undefined {
  return market.bar(minute - MINUTE) ?? market.bars(Math.max(market.historyFrom, minute - LONGEST_HOLE), minute).at(-1);
}

function withFunding(move: MarketMove, market: MinuteMarket, minute: number): MarketMove {
  const settlement = market.funding(minute, minute + MINUTE).at(0);
  return settlement === undefined ? move : { ...move, funding: { rate: settlement.rate } };
}

function isBefore(left: MinuteCursor, right: MinuteCursor): boolean {
  return left.minute < right.minute || (left.minute === right.minute && left.point < right.point);
}
