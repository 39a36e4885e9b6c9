import { Money } from '../money/decimal.ts';
import type { SymbolState } from './account-state.ts';
import { closableQuantity } from './account-state.ts';
import type { NewOrder } from './engine-contract.ts';
import {
  checkClientId,
  checkMinNotional,
  checkPercentPrice,
  checkPrice,
  checkQuantity,
  parseParameter,
} from './filter-checks.ts';
import { markOf } from './margin.ts';
import type { OrderDraft } from './order-draft.ts';
import { rejections } from './rejections.ts';

const GTD_LEAD_MS = 600_000;
const GTD_END = 253_402_300_799_000;

/** Checks what an order says against the symbol's filters and the account's open orders; throws OrderRejected. */
export function validateOrder(sym: SymbolState, order: NewOrder, time: number): OrderDraft {
  checkClientId(order.clientId);
  const draft = order.type === 'LIMIT' ? limitDraft(sym, order, time) : marketDraft(sym, order);
  if (!draft.reduceOnly) {
    checkMinNotional(sym.rules, draft.quantity, draft.type === 'LIMIT' ? draft.price : markOf(sym));
  }
  if (draft.reduceOnly && closableQuantity(sym, draft.side).isZero()) throw rejections.reduceOnly();
  const open = sym.orderIds.get(order.clientId);
  if (open !== undefined && sym.resting.has(open)) throw rejections.duplicateClientId();
  return draft;
}

function marketDraft(sym: SymbolState, order: NewOrder): OrderDraft {
  if (order.price !== undefined) throw rejections.parameterNotRequired('price');
  if (order.timeInForce !== undefined) throw rejections.parameterNotRequired('timeinforce');
  const quantity = parseParameter('quantity', order.quantity);
  checkQuantity(quantity, sym.rules, sym.rules.marketLot);
  return { ...draftOf(order), quantity, price: new Money(0), timeInForce: 'GTC', goodTillDate: 0 };
}

function limitDraft(sym: SymbolState, order: NewOrder, time: number): OrderDraft {
  if (order.timeInForce === undefined) throw rejections.missingParameter('timeinforce');
  const quantity = parseParameter('quantity', order.quantity);
  const price = parseParameter('price', order.price);
  checkQuantity(quantity, sym.rules, sym.rules.limitLot);
  checkPrice(price, sym.rules);
  checkPercentPrice(sym, order.side, price);
  return { ...draftOf(order), quantity, price, timeInForce: order.timeInForce, goodTillDate: goodTill(order, time) };
}

function goodTill(order: NewOrder, time: number): number {
  const { goodTillDate } = order;
  if (order.timeInForce !== 'GTD') {
    if (goodTillDate !== undefined) throw rejections.parameterNotRequired('goodtilldate');
    return 0;
  }
  if (goodTillDate === undefined) throw rejections.missingParameter('goodtilldate');
  if (!(goodTillDate > time + GTD_LEAD_MS && goodTillDate < GTD_END)) throw rejections.goodTillDate();
  return goodTillDate;
}

function draftOf(order: NewOrder) {
  return {
    side: order.side,
    type: order.type,
    originalType: order.type,
    reduceOnly: order.reduceOnly ?? false,
    closePosition: false,
    stopPrice: '0',
    clientId: order.clientId,
    algoId: 0,
  };
}
