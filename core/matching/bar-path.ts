import type { Bar } from '../market/bar.ts';
import { closeTimeOf, MINUTE_MS } from '../market/bar.ts';
import type { EngineBook, MarketMove, MatchingEngine } from './engine-contract.ts';

/**
 * When a bar's price is where, in ms after its open time: the open at once, the first extreme after 20 s, the second
 * after 40 s, the close in the bar's last millisecond. A kline does not say when; these are the written rule.
 */
export const FIRST_EXTREME_MS = 20_000;
export const SECOND_EXTREME_MS = 40_000;

export type Prices = Pick<Bar, 'open' | 'high' | 'low' | 'close'>;

export interface BarPath {
  readonly symbol: string;
  /** Prices are multiples of the tick, so that toFixed(priceDecimals) is the decimal on the wire. */
  readonly bar: Prices & Pick<Bar, 'openTime'>;
  readonly priceDecimals: number;
  /** The book around a price during this minute. */
  readonly bookAt: (price: string) => EngineBook;
  /** Mark prices at the same four points; absent: the mark is the price itself, as on simulated and replayed markets. */
  readonly mark?: Prices;
  /** A settlement in this minute: paid at its open, before the price moves on. */
  readonly funding?: { readonly rate: string };
}

/**
 * The four moves of a bar: a jump to its open, then the path to its two extremes and to its close. Low first when
 * close >= open, high first otherwise: the price is taken to have gone the wrong way first.
 */
export function barMoves(path: BarPath): MarketMove[] {
  const { bar } = path;
  const lowFirst = bar.close >= bar.open;
  const { openTime } = bar;
  return [
    { ...moveTo(path, 'jump', 'open', openTime), ...(path.funding && { funding: path.funding }) },
    moveTo(path, 'path', lowFirst ? 'low' : 'high', openTime + FIRST_EXTREME_MS),
    moveTo(path, 'path', lowFirst ? 'high' : 'low', openTime + SECOND_EXTREME_MS),
    moveTo(path, 'path', 'close', closeTimeOf(openTime)),
  ];
}

/**
 * Takes an engine through a bar, with the same outcome as its four moves one after the other. A bar that nothing open
 * can react to costs one move, the close.
 */
export function advanceBar(engine: MatchingEngine, path: BarPath): void {
  const { symbol, bar, mark, funding } = path;
  const low = mark ? Math.min(bar.low, mark.low) : bar.low;
  const high = mark ? Math.max(bar.high, mark.high) : bar.high;
  if (!funding && low > 0 && !engine.reactsWithin(symbol, low, high, bar.openTime + MINUTE_MS)) {
    engine.advance(moveTo(path, 'path', 'close', closeTimeOf(bar.openTime)));
    return;
  }
  for (const move of barMoves(path)) engine.advance(move);
}

function moveTo(path: BarPath, kind: MarketMove['kind'], point: keyof Prices, time: number): MarketMove {
  const price = path.bar[point].toFixed(path.priceDecimals);
  const mark = path.mark ? path.mark[point].toString() : price;
  return { symbol: path.symbol, time, kind, price, mark, bookAt: path.bookAt };
}
