import type { EngineConditional, EngineOrder } from '../../../core/matching/engine-contract.ts';
import { padded } from './wire-decimal.ts';

/** The answer to a new conditional order. */
export function algoAnswer(algo: EngineConditional): Record<string, unknown> {
  return {
    algoId: algo.algoId,
    clientAlgoId: algo.clientId,
    algoType: 'CONDITIONAL',
    orderType: algo.type,
    symbol: algo.symbol,
    side: algo.side,
    positionSide: 'BOTH',
    timeInForce: algo.timeInForce,
    quantity: padded(algo.quantity, 3),
    algoStatus: algo.status,
    triggerPrice: padded(algo.triggerPrice, 2),
    price: padded(algo.price, 2),
    icebergQuantity: null,
    selfTradePreventionMode: 'EXPIRE_MAKER',
    workingType: algo.workingType,
    priceMatch: 'NONE',
    closePosition: algo.closePosition,
    priceProtect: algo.priceProtect,
    reduceOnly: algo.reduceOnly,
    activatePrice: '',
    callbackRate: '',
    createTime: algo.createdAt,
    updateTime: algo.updatedAt,
    triggerTime: algo.triggeredAt ?? 0,
    goodTillDate: 0,
  };
}

/** The answer to a query: with the order that it became, once triggered. */
export function algoView(algo: EngineConditional, actual: EngineOrder | undefined): Record<string, unknown> {
  return {
    ...algoAnswer(algo),
    actualOrderId: algo.actualOrderId === undefined ? '' : String(algo.actualOrderId),
    actualPrice: padded(algo.actualPrice ?? '0', 5),
    actualQty: padded(actual?.executedQuantity ?? '0', 3),
    actualType: actual?.type ?? '',
    tpTriggerPrice: '0.000',
    tpPrice: '0.000',
    slTriggerPrice: '0.000',
    slPrice: '0.000',
    tpOrderType: '',
  };
}

/** The answer to a cancellation, whose code is a text. */
export function algoCancelled(algo: EngineConditional): Record<string, unknown> {
  return { algoId: algo.algoId, clientAlgoId: algo.clientId, code: '200', msg: 'success' };
}
