import type { BookLevel, OrderBook } from '../../../core/market/order-book.ts';
import { WireObject, wrongShape } from './wire-object.ts';

const DECIMAL = /^\d+(\.\d+)?$/;

/** GET /fapi/v1/depth. */
export function readDepth(answer: unknown, symbol: string, where: string): OrderBook {
  const book = new WireObject(answer, where);
  return {
    symbol,
    time: book.integer('E'),
    lastUpdateId: book.integer('lastUpdateId'),
    bids: book.list('bids', readLevel),
    asks: book.list('asks', readLevel),
  };
}

/** A message of the `@depth20@100ms` stream: a partial book, best level first. */
export function readDepthEvent(message: unknown, where: string): OrderBook {
  const event = new WireObject(message, where);
  return {
    symbol: event.text('s'),
    time: event.integer('E'),
    lastUpdateId: event.integer('u'),
    bids: event.list('b', readLevel),
    asks: event.list('a', readLevel),
  };
}

function readLevel(item: unknown, where: string): BookLevel {
  if (Array.isArray(item) && isDecimal(item[0]) && isDecimal(item[1])) return [item[0], item[1]];
  throw wrongShape(where, 'a pair of decimal strings, price and quantity,', item);
}

function isDecimal(value: unknown): value is string {
  return typeof value === 'string' && DECIMAL.test(value);
}
