import { MINUTE_MS } from '../../core/market/bar.ts';
import type { Bar } from '../../core/market/bar.ts';
import { BAR_COLUMN_NAMES } from '../../core/market/bar-columns.ts';
import type { BarColumns } from '../../core/market/bar-columns.ts';

const MOST_DECIMALS = 8;

type Columns = Record<keyof BarColumns, Float64Array>;

/** Minutes that are not there: [from, to), open times in epoch ms. */
export interface MissingRange {
  readonly from: number;
  readonly to: number;
}

/** Bars in ascending order, held as columns: 80 bytes a minute, 42 MB a year. */
export class KlineTable {
  #columns: Columns = columnsOf(44_640);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @throws RangeError when it isn't later than the last one. */
  push(bar: Bar): void {
    if (this.#length > 0 && bar.openTime <= this.openTimeAt(this.#length - 1)) {
      throw new RangeError(`the bar of ${bar.openTime} doesn't come after the last one`);
    }
    if (this.#length === this.#columns.openTime.length) this.#resize(Math.max(1440, this.#length * 2));
    for (const field of BAR_COLUMN_NAMES) this.#columns[field][this.#length] = bar[field];
    this.#length += 1;
  }

  /** @throws RangeError outside 0 to length − 1. */
  openTimeAt(index: number): number {
    if (index < 0 || index >= this.#length) throw new RangeError(`no bar ${index} among ${this.#length}`);
    return this.#columns.openTime[index]!;
  }

  /** @throws RangeError outside 0 to length − 1. */
  at(index: number): Bar {
    const openTime = this.openTimeAt(index);
    const columns = this.#columns;
    return {
      openTime,
      open: columns.open[index]!,
      high: columns.high[index]!,
      low: columns.low[index]!,
      close: columns.close[index]!,
      volume: columns.volume[index]!,
      quoteVolume: columns.quoteVolume[index]!,
      trades: columns.trades[index]!,
      takerBuyVolume: columns.takerBuyVolume[index]!,
      takerBuyQuoteVolume: columns.takerBuyQuoteVolume[index]!,
    };
  }

  /** Index of the first bar with openTime >= time; length when there is none. */
  firstAtOrAfter(time: number): number {
    // Where it is when no minute before it is missing, which is nearly always: a backtest asks a million times.
    const guess = (time - this.#columns.openTime[0]!) / MINUTE_MS;
    if (guess < this.#length && this.#columns.openTime[guess] === time) return guess;
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#columns.openTime[middle]! < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The bar of a minute, undefined when it is missing. */
  find(openTime: number): Bar | undefined {
    const index = this.firstAtOrAfter(openTime);
    return index < this.#length && this.openTimeAt(index) === openTime ? this.at(index) : undefined;
  }

  /** Bars with openTime in [from, to), ascending. */
  range(from: number, to: number): Bar[] {
    const bars: Bar[] = [];
    const end = this.firstAtOrAfter(to);
    for (let i = this.firstAtOrAfter(from); i < end; i++) bars.push(this.at(i));
    return bars;
  }

  /** Minutes missing between the first bar and the last. */
  gaps(): MissingRange[] {
    const gaps: MissingRange[] = [];
    for (let i = 1; i < this.#length; i++) {
      const from = this.openTimeAt(i - 1) + MINUTE_MS;
      const to = this.openTimeAt(i);
      if (from !== to) gaps.push({ from, to });
    }
    return gaps;
  }

  /**
   * Fewest decimals, 0 to 8, with which at least `share` of the prices of the bars [first, end) are written exactly.
   * After a change of the tick a few prices off the new grid remain, of orders that had been placed before.
   */
  priceDecimals(first: number, end: number, share = 1): number {
    const counts = new Array<number>(MOST_DECIMALS + 1).fill(0);
    for (const column of [this.#columns.open, this.#columns.high, this.#columns.low, this.#columns.close]) {
      for (let i = first; i < end; i++) counts[decimalsOf(column[i]!)]! += 1;
    }
    const wanted = 4 * (end - first) * share;
    let written = 0;
    const decimals = counts.findIndex((count) => (written += count) >= wanted);
    return decimals === -1 ? MOST_DECIMALS : decimals;
  }

  /** Gives back the room kept for more bars. */
  trim(): void {
    this.#resize(this.#length);
  }

  #resize(size: number): void {
    const resized = columnsOf(size);
    for (const field of BAR_COLUMN_NAMES) resized[field].set(this.#columns[field].subarray(0, this.#length));
    this.#columns = resized;
  }
}

function columnsOf(size: number): Columns {
  return Object.fromEntries(BAR_COLUMN_NAMES.map((field) => [field, new Float64Array(size)])) as Columns;
}

function decimalsOf(price: number): number {
  for (let decimals = 0; decimals < MOST_DECIMALS; decimals++) {
    const scale = 10 ** decimals;
    if (Math.round(price * scale) / scale === price) return decimals;
  }
  return MOST_DECIMALS;
}
