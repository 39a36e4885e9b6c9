import type { AggregateTrade, BookView, MarkView, SymbolMarket } from '../market-view/symbol-market.ts';
import type { DayStatistics } from '../market-view/day-statistics.ts';
import { padded } from './wire-decimal.ts';

/** Market events say that they are of USD-M futures since the integration of June 2026. */
const USD_M = { st: 1 } as const;

/** Binance writes mark and index prices with 8 decimals. */
const MARK_DECIMALS = 8;

export function aggTradeEvent(market: SymbolMarket, trade: AggregateTrade): unknown {
  return { e: 'aggTrade', E: trade.time, s: market.symbol, ...aggTradeFields(market, trade), ...USD_M };
}

/** The fields that the aggTrade event and GET aggTrades have in common. */
export function aggTradeFields(market: SymbolMarket, trade: AggregateTrade): Record<string, unknown> {
  const quantity = padded(trade.quantity, market.quantityPrecision);
  return {
    a: trade.id,
    p: padded(trade.price, market.pricePrecision),
    q: quantity,
    nq: quantity,
    f: trade.id,
    l: trade.id,
    T: trade.time,
    m: trade.buyerIsMaker,
  };
}

export function tradeEvent(market: SymbolMarket, trade: AggregateTrade): unknown {
  return {
    e: 'trade',
    E: trade.time,
    T: trade.time,
    s: market.symbol,
    t: trade.id,
    p: padded(trade.price, market.pricePrecision),
    q: padded(trade.quantity, market.quantityPrecision),
    X: 'MARKET',
    m: trade.buyerIsMaker,
    ...USD_M,
  };
}

/** A partial book (`levels` best levels) as a depthUpdate; `previousId` is the update id sent before it. */
export function depthEvent(market: SymbolMarket, book: BookView, levels: number, previousId: number): unknown {
  return {
    e: 'depthUpdate',
    E: book.time,
    T: book.time,
    s: market.symbol,
    U: previousId + 1,
    u: book.updateId,
    pu: previousId,
    b: book.bids.slice(0, levels),
    a: book.asks.slice(0, levels),
    ...USD_M,
  };
}

/** The changes from one book to the next: a level that went has quantity 0. */
export function depthDifferenceEvent(market: SymbolMarket, before: BookView, after: BookView): unknown {
  return {
    e: 'depthUpdate',
    E: after.time,
    T: after.time,
    s: market.symbol,
    U: before.updateId + 1,
    u: after.updateId,
    pu: before.updateId,
    b: changedLevels(before.bids, after.bids),
    a: changedLevels(before.asks, after.asks),
    ...USD_M,
  };
}

export function bookTickerEvent(market: SymbolMarket, book: BookView): unknown {
  return {
    e: 'bookTicker',
    u: book.updateId,
    s: market.symbol,
    b: book.bids[0]?.[0] ?? '0',
    B: book.bids[0]?.[1] ?? '0',
    a: book.asks[0]?.[0] ?? '0',
    A: book.asks[0]?.[1] ?? '0',
    T: book.time,
    E: book.time,
    ...USD_M,
  };
}

export function markPriceEvent(market: SymbolMarket, mark: MarkView): unknown {
  return {
    e: 'markPriceUpdate',
    E: mark.time,
    s: market.symbol,
    p: padded(mark.markPrice, MARK_DECIMALS),
    ap: padded(mark.markPrice, MARK_DECIMALS),
    P: padded(mark.indexPrice, MARK_DECIMALS),
    i: padded(mark.indexPrice, MARK_DECIMALS),
    r: padded(mark.fundingRate, MARK_DECIMALS),
    T: mark.nextFundingTime,
    ...USD_M,
  };
}

export function tickerEvent(market: SymbolMarket, day: DayStatistics): unknown {
  return {
    e: '24hrTicker',
    E: day.closeTime,
    s: market.symbol,
    p: day.priceChange,
    P: day.priceChangePercent,
    w: day.weightedAveragePrice,
    c: day.lastPrice,
    Q: day.lastQuantity,
    o: day.openPrice,
    h: day.highPrice,
    l: day.lowPrice,
    v: day.volume,
    q: day.quoteVolume,
    O: day.openTime,
    C: day.closeTime,
    F: day.firstId,
    L: day.lastId,
    n: day.trades,
    ...USD_M,
  };
}

export function miniTickerEvent(market: SymbolMarket, day: DayStatistics): unknown {
  return {
    e: '24hrMiniTicker',
    E: day.closeTime,
    s: market.symbol,
    c: day.lastPrice,
    o: day.openPrice,
    h: day.highPrice,
    l: day.lowPrice,
    v: day.volume,
    q: day.quoteVolume,
    ...USD_M,
  };
}

function changedLevels(before: BookView['bids'], after: BookView['bids']): [string, string][] {
  const old = new Map(before.map(([price, quantity]) => [price, quantity]));
  const changed: [string, string][] = [];
  for (const [price, quantity] of after) {
    if (old.get(price) !== quantity) changed.push([price, quantity]);
    old.delete(price);
  }
  for (const price of old.keys()) changed.push([price, '0']);
  return changed;
}
