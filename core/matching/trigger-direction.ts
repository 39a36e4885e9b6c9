import type { NewConditional } from './engine-contract.ts';

export type ConditionalType = NewConditional['type'];

/** A stop waits for the price to go against the position it closes, a take-profit for it to go with it. */
export function isStop(type: ConditionalType): boolean {
  return type === 'STOP' || type === 'STOP_MARKET';
}

export function isMarketType(type: ConditionalType): boolean {
  return type === 'STOP_MARKET' || type === 'TAKE_PROFIT_MARKET';
}

/** BUY stops and SELL take-profits trigger at or above their price, the others at or below. */
export function triggersAbove(order: { side: 'BUY' | 'SELL'; type: ConditionalType }): boolean {
  return isStop(order.type) === (order.side === 'BUY');
}
