import { MINUTE_MS } from '../market/bar.ts';
import type { BookLevel } from '../market/order-book.ts';
import type { DecimalText } from '../money/decimal.ts';
import type { EngineBook } from './engine-contract.ts';

/**
 * The fill model of a market that has no recorded book: what stands in the book when an order arrives.
 *
 * - 20 levels a side. The spread is `spreadTicks` wide around the price: best bid floor(spreadTicks / 2) ticks below
 *   it, best ask the rest above. With the default of 2 a taker pays one tick against the last price on either side.
 * - Level k = 0 … 19 stands (k / 19)² × reachBps from its side's best price (at least one tick beyond level k − 1): close
 *   together near the price, further apart away from it.
 * - It holds (k + 1) / 210 of `depthQuote`, so the book is thin at the top and thick at its end, times a jitter in
 *   [1 − jitter, 1 + jitter) hashed from seed, minute, side and price level: the same level in the same minute always
 *   holds the same.
 * - Quantities are rounded down to the step, and at least one step.
 *
 * With the defaults a BTCUSDT market order of 50,000 USDT pays about half a basis point against the price.
 */
export interface SyntheticBookModel {
  readonly tickSize: DecimalText;
  readonly stepSize: DecimalText;
  /** Integer, any 32 bits count. */
  readonly seed: number;
  /** Whole ticks between best bid and best ask, at least 1; default 2. */
  readonly spreadTicks?: number;
  /** Quote on each side, within `reachBps` of its best price; default 400,000. */
  readonly depthQuote?: number;
  /** Distance of the last level from the best, in basis points; default 10. */
  readonly reachBps?: number;
  /** In [0, 1); default 0.5. */
  readonly jitter?: number;
}

export const BOOK_LEVELS = 20;
const WEIGHTS = (BOOK_LEVELS * (BOOK_LEVELS + 1)) / 2;

/**
 * The book of a model: a pure function of the minute (any epoch ms in it) and the price. Throws RangeError when a
 * parameter is outside its range or the price is not above 0.
 */
export function createSyntheticBook(
  model: SyntheticBookModel,
): (openTime: number, price: number | DecimalText) => EngineBook {
  const { seed, spreadTicks = 2, depthQuote = 400_000, reachBps = 10, jitter = 0.5 } = model;
  if (!Number.isInteger(spreadTicks) || spreadTicks < 1) {
    throw new RangeError(`spreadTicks ${spreadTicks} is not a whole number above 0`);
  }
  if (!(depthQuote > 0)) throw new RangeError(`depthQuote ${depthQuote} is not above 0`);
  if (!(reachBps > 0)) throw new RangeError(`reachBps ${reachBps} is not above 0`);
  if (!(jitter >= 0 && jitter < 1)) throw new RangeError(`jitter ${jitter} is not in [0, 1)`);
  const tick = parseGrid('tickSize', model.tickSize);
  const step = parseGrid('stepSize', model.stepSize);

  const side = (best: number, direction: 1 | -1, minute: number): BookLevel[] => {
    const levels: BookLevel[] = [];
    const reachTicks = (best * reachBps) / 10_000;
    let distance = -1;
    for (let k = 0; k < BOOK_LEVELS; k++) {
      distance = Math.max(distance + 1, Math.round(reachTicks * (k / (BOOK_LEVELS - 1)) ** 2));
      const ticks = best + direction * distance;
      if (ticks < 1) break;
      const factor = 1 + jitter * (2 * hashToUnit(seed, minute, ticks * direction) - 1);
      const quote = (depthQuote * (k + 1) * factor) / WEIGHTS;
      const steps = Math.max(1, Math.floor(quote / (ticks * tick.size) / step.size));
      levels.push([gridText(ticks, tick), gridText(steps, step)]);
    }
    return levels;
  };

  return (openTime, price) => {
    const ticks = Math.round(Number(price) / tick.size);
    if (!(ticks >= 1)) throw new RangeError(`a book around ${price} needs a price of at least one tick`);
    const minute = Math.floor(openTime / MINUTE_MS);
    const bestBid = ticks - Math.floor(spreadTicks / 2);
    return { bids: side(bestBid, -1, minute), asks: side(bestBid + spreadTicks, 1, minute) };
  };
}

/** A step as a whole number of units of its last decimal, so that its multiples are exact as text. */
interface Grid {
  readonly size: number;
  readonly units: number;
  readonly decimals: number;
}

function parseGrid(name: string, text: DecimalText): Grid {
  if (!/^\d+(\.\d+)?$/.test(text) || !(Number(text) > 0)) {
    throw new RangeError(`${name} "${text}" is not a decimal above 0`);
  }
  const decimals = (text.split('.')[1] ?? '').replace(/0+$/, '').length;
  return { size: Number(text), units: Math.round(Number(text) * 10 ** decimals), decimals };
}

function gridText(count: number, grid: Grid): string {
  const digits = String(count * grid.units).padStart(grid.decimals + 1, '0');
  if (grid.decimals === 0) return digits;
  return `${digits.slice(0, -grid.decimals)}.${digits.slice(-grid.decimals)}`;
}

/** Three integers to [0, 1): murmur3's 32-bit mixing, which changes half the bits for each changed input bit. */
function hashToUnit(a: number, b: number, c: number): number {
  let hash = mix(0, a);
  hash = mix(hash, b);
  hash = mix(hash, c);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) / 2 ** 32;
}

function mix(hash: number, value: number): number {
  let key = Math.imul(value | 0, 0xcc9e2d51);
  key = Math.imul((key << 15) | (key >>> 17), 0x1b873593);
  const mixed = hash ^ key;
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}
