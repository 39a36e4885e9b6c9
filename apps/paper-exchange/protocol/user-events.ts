import type {
  EngineConditional,
  EngineEvent,
  EngineFill,
  EngineOrder,
  EnginePosition,
} from '../../../core/matching/engine-contract.ts';
import { padded } from './wire-decimal.ts';

type OrderEvent = Extract<EngineEvent, { type: 'order' }>;
type AccountEvent = Extract<EngineEvent, { type: 'account' }>;

/** Open orders' notional by side, which ORDER_TRADE_UPDATE reports. */
export interface OpenNotional {
  readonly bids: string;
  readonly asks: string;
}

export function orderTradeUpdate(event: OrderEvent, openNotional: OpenNotional): Record<string, unknown> {
  const { order, fill } = event;
  return {
    e: 'ORDER_TRADE_UPDATE',
    T: event.time,
    E: event.time,
    o: {
      ...orderFields(order),
      x: event.execution,
      X: order.status,
      i: order.orderId,
      ...fillFields(fill),
      z: padded(order.executedQuantity, 3),
      T: event.time,
      b: openNotional.bids,
      a: openNotional.asks,
      m: fill?.maker ?? false,
      R: order.reduceOnly,
      wt: 'CONTRACT_PRICE',
      ot: order.originalType,
      ps: 'BOTH',
      cp: order.closePosition,
      rp: fill?.realizedPnl ?? '0',
      pP: false,
      si: 0,
      ss: 0,
      V: 'EXPIRE_MAKER',
      pm: 'NONE',
      gtd: order.goodTillDate,
      er: String(event.expiryReason),
    },
  };
}

/** The short form of a fill. */
export function tradeLite(event: OrderEvent, fill: EngineFill): Record<string, unknown> {
  return {
    e: 'TRADE_LITE',
    E: event.time,
    T: event.time,
    s: fill.symbol,
    q: padded(event.order.quantity, 3),
    p: padded(event.order.price, 2),
    m: fill.maker,
    c: fill.clientId,
    S: fill.side,
    L: padded(fill.price, 2),
    l: padded(fill.quantity, 3),
    t: fill.tradeId,
    i: fill.orderId,
  };
}

/** Only what changed: for funding of a crossed position the balance alone, otherwise the position too. */
export function accountUpdate(event: AccountEvent, realised: string): Record<string, unknown> {
  const { position, balance } = event;
  const withoutPosition = event.reason === 'FUNDING_FEE' && position?.marginType === 'CROSSED';
  return {
    e: 'ACCOUNT_UPDATE',
    T: event.time,
    E: event.time,
    ...(event.reason === 'FUNDING_FEE' ? { S: event.symbol } : {}),
    a: {
      m: event.reason,
      B: [
        {
          a: 'USDT',
          wb: padded(balance.wallet, 8),
          cw: padded(balance.crossWallet, 8),
          bc: event.balanceChange,
        },
      ],
      P: position === undefined || withoutPosition ? [] : [positionFields(position, realised)],
    },
  };
}

export function algoUpdate(
  conditional: EngineConditional,
  actual: EngineOrder | undefined,
  time: number,
): Record<string, unknown> {
  return {
    e: 'ALGO_UPDATE',
    T: time,
    E: time,
    o: {
      caid: conditional.clientId,
      aid: conditional.algoId,
      at: 'CONDITIONAL',
      o: conditional.type,
      s: conditional.symbol,
      S: conditional.side,
      ps: 'BOTH',
      f: conditional.timeInForce,
      q: padded(conditional.quantity, 3),
      X: conditional.status,
      ai: conditional.actualOrderId === undefined ? '' : String(conditional.actualOrderId),
      ap: padded(conditional.actualPrice ?? '0', 5),
      aq: padded(actual?.executedQuantity ?? '0', 3),
      act: actual?.type ?? '0',
      tp: padded(conditional.triggerPrice, 2),
      p: padded(conditional.price, 2),
      V: 'EXPIRE_MAKER',
      wt: conditional.workingType,
      pm: 'NONE',
      cp: conditional.closePosition,
      pP: conditional.priceProtect,
      R: conditional.reduceOnly,
      tt: conditional.triggeredAt ?? 0,
      gtd: 0,
      rm: conditional.rejectReason ?? '',
    },
  };
}

export function leverageUpdate(symbol: string, leverage: number, time: number): Record<string, unknown> {
  return { e: 'ACCOUNT_CONFIG_UPDATE', E: time, T: time, ac: { s: symbol, l: leverage } };
}

/** `time` is wall time: the key's life has nothing to do with the market. */
export function listenKeyExpired(listenKey: string, time: number): Record<string, unknown> {
  return { e: 'listenKeyExpired', E: time, listenKey };
}

function orderFields(order: EngineOrder): Record<string, unknown> {
  return {
    s: order.symbol,
    c: order.clientId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: padded(order.quantity, 3),
    p: padded(order.price, 2),
    ap: padded(order.averagePrice, 5),
    sp: padded(order.stopPrice, 2),
  };
}

function fillFields(fill: EngineFill | undefined): Record<string, unknown> {
  return {
    l: padded(fill?.quantity ?? '0', 3),
    L: padded(fill?.price ?? '0', 2),
    N: 'USDT',
    n: padded(fill?.commission ?? '0', 8),
    t: fill?.tradeId ?? 0,
  };
}

function positionFields(position: EnginePosition, realised: string): Record<string, unknown> {
  return {
    s: position.symbol,
    pa: padded(position.amount, 3),
    ep: position.entryPrice,
    cr: padded(realised, 8),
    up: padded(position.unrealised, 8),
    mt: position.marginType === 'ISOLATED' ? 'isolated' : 'cross',
    iw: padded(position.isolatedWallet, 8),
    ps: 'BOTH',
    ma: 'USDT',
    bep: position.breakEvenPrice,
  };
}
