import { barMoves } from '../matching/bar-path.ts';
import { closeTimeOf, MINUTE_MS } from '../market/bar.ts';
import type { Bar } from '../market/bar.ts';
import type { OrderBook } from '../market/order-book.ts';
import { OrderRejected } from '../matching/engine-contract.ts';
import type {
  EngineConditional,
  EngineFill,
  EngineOrder,
  MatchingEngine,
  NewConditional,
} from '../matching/engine-contract.ts';
import { createMatchingEngine } from '../matching/matching-engine.ts';
import type { KnownMinutes } from '../matching/minute-market.ts';
import { money } from '../money/decimal.ts';
import type { DecimalText } from '../money/decimal.ts';
import { bracketPrices, triggerOnTick } from '../trading/bracket.ts';
import type { Observation, ObservedOrder } from '../trading/observation.ts';
import type { OrderOutcome, TradingAction } from '../trading/step-contract.ts';

type Action<T extends TradingAction['type']> = Extract<TradingAction, { type: T }>;

export interface BacktestAccount {
  /** Quote, decimal text. */
  readonly deposit: DecimalText;
  readonly leverage: number;
  /** Open time of the first minute, epoch ms. */
  readonly from: number;
}

/**
 * The exchange as a backtest meets it: the paper exchange's matching engine, market and order rules, without a network.
 * Orders are sent in the instant after a minute closed, at its close's book, as a lock-step paper exchange takes them.
 */
export class BacktestExchange {
  readonly engine: MatchingEngine;
  readonly #market: KnownMinutes;
  #minute: number;
  #close: DecimalText = '0';

  constructor(market: KnownMinutes, { deposit, leverage, from }: BacktestAccount) {
    const { symbol, spec } = market;
    this.#market = market;
    this.#minute = from - MINUTE_MS;
    this.engine = createMatchingEngine({ symbols: { [symbol]: spec }, deposit, time: from });
    this.engine.setLeverage(symbol, leverage);
  }

  /** Exchange time, epoch ms: the instant after the newest minute. */
  get time(): number {
    return this.#minute + MINUTE_MS;
  }

  /** Lets a whole minute happen: open, two extremes, close (see bar-path.ts), its funding first. */
  playMinute(bar: Bar): void {
    const market = this.#market;
    const { symbol, priceDecimals } = market;
    const funding = market.funding(bar.openTime, bar.openTime + MINUTE_MS).at(0);
    const path = {
      symbol,
      bar,
      priceDecimals,
      bookAt: (price: DecimalText) => market.bookAt(bar.openTime, Number(price)),
      ...(funding && { funding: { rate: funding.rate } }),
    };
    for (const move of barMoves(path)) this.engine.advance(move);
    this.engine.takeEvents();
    this.#minute = bar.openTime;
    this.#close = bar.close.toFixed(priceDecimals);
  }

  /** Lets a minute happen to which nothing that is open reacts, and which has no settlement: only its close counts. */
  passMinute(bar: Bar): void {
    const { symbol, priceDecimals } = this.#market;
    const price = bar.close.toFixed(priceDecimals);
    const bookAt = (at: DecimalText) => this.#market.bookAt(bar.openTime, Number(at));
    this.engine.advance({ symbol, time: closeTimeOf(bar.openTime), kind: 'path', price, mark: price, bookAt });
    this.#minute = bar.openTime;
    this.#close = price;
  }

  /** The book and the mark price that a decision after the newest minute sees. */
  view(): { book: OrderBook; markPrice: DecimalText } {
    const { symbol } = this.#market;
    const { bids, asks } = this.#market.bookAt(this.#minute, Number(this.#close));
    return { book: { symbol, time: this.time, lastUpdateId: this.time, bids, asks }, markPrice: this.#close };
  }

  /** Buys or sells at market; what filled gets its stop at once, under `stopId`. */
  enter({ clientId, entry }: Action<'enter'>, stopId: string): OrderOutcome {
    const { side, quantity, stopDistance, targetDistance } = entry;
    const outcome = this.#marketOrder(side, quantity, clientId, false);
    if (outcome.status === 'filled') {
      const held = side === 'BUY' ? 'LONG' : 'SHORT';
      const { stop } = bracketPrices(held, outcome.averagePrice, stopDistance, targetDistance);
      // Refused here, it is refused again and told by `protect`.
      this.#orRejection(() => this.#armLeg('STOP_MARKET', held, { clientId: stopId, triggerPrice: stop }));
    }
    return outcome;
  }

  /** Places what is not there of a bracket. Throws OrderRejected. */
  protect({ side, stop, target }: Action<'protect'>): { stop: EngineConditional; target: EngineConditional } {
    return {
      stop: this.#armLeg('STOP_MARKET', side, stop),
      target: this.#armLeg('TAKE_PROFIT_MARKET', side, target),
    };
  }

  close({ side, quantity, clientId }: Action<'close'>): OrderOutcome {
    return this.#marketOrder(side === 'LONG' ? 'SELL' : 'BUY', quantity, clientId, true);
  }

  /** Cancels what is still open of these. */
  cancel({ conditionalIds, orderIds }: Action<'cancel'>): void {
    for (const clientId of conditionalIds) {
      this.#orRejection(() => this.engine.cancelConditional({ clientId }, this.time));
    }
    for (const clientId of orderIds) {
      this.#orRejection(() => this.engine.cancelOrder(this.#market.symbol, { clientId }, this.time));
    }
  }

  observe({ lastTradeId, trackedIds, fundingSince }: Action<'observe'>): Observation {
    const { symbol } = this.#market;
    const { engine } = this;
    const balance = engine.balance();
    const position = engine.position(symbol);
    const isFlat = money(position.amount).isZero();
    const conditionals = engine.openConditionals(symbol);
    const open = new Set(conditionals.map(({ clientId }) => clientId));
    const ended = trackedIds
      .filter((id) => !open.has(id))
      .map((clientId) => engine.findConditional({ clientId }))
      .filter((conditional) => conditional !== undefined);
    return {
      time: this.time,
      wallet: balance.wallet,
      unrealised: balance.unrealised,
      available: balance.available,
      position: {
        amount: position.amount,
        entryPrice: isFlat ? '0' : position.entryPrice,
        markPrice: position.markPrice,
        liquidationPrice: isFlat ? '0' : position.liquidationPrice,
      },
      openOrders: engine.openOrders(symbol).map(observedOrder),
      conditionalOrders: conditionals.map(observedConditional),
      endedConditionals: ended.map(observedConditional),
      fills: fillsAfter(engine.fills(symbol), lastTradeId),
      ...(fundingSince === undefined ? {} : { funding: this.#fundingSince(fundingSince) }),
    };
  }

  #fundingSince(from: number): DecimalText {
    return this.engine
      .ledger()
      .filter(({ type, time }) => type === 'FUNDING_FEE' && time >= from)
      .reduce((sum, { amount }) => sum.plus(amount), money('0'))
      .toFixed();
  }

  #marketOrder(side: 'BUY' | 'SELL', quantity: DecimalText, clientId: string, reduceOnly: boolean): OrderOutcome {
    const { symbol } = this.#market;
    const order = this.#orRejection(() =>
      this.engine.placeOrder({ symbol, side, type: 'MARKET', quantity, reduceOnly, clientId }, this.time),
    );
    if (order instanceof OrderRejected) {
      return { status: 'notFilled', clientId, code: order.code, reason: order.message };
    }
    if (money(order.executedQuantity).isZero()) {
      return { status: 'notFilled', clientId, code: 0, reason: `the order ended ${order.status} unfilled` };
    }
    return {
      status: 'filled',
      clientId,
      orderId: String(order.orderId),
      quantity: order.executedQuantity,
      averagePrice: order.averagePrice,
      acknowledgedAt: this.time,
    };
  }

  #armLeg(
    type: NewConditional['type'],
    held: 'LONG' | 'SHORT',
    { clientId, triggerPrice }: { readonly clientId: string; readonly triggerPrice: DecimalText },
  ): EngineConditional {
    const { symbol, spec } = this.#market;
    const known = this.engine.findConditional({ clientId });
    if (known) return known;
    return this.engine.placeConditional(
      {
        symbol,
        side: held === 'LONG' ? 'SELL' : 'BUY',
        type,
        triggerPrice: triggerOnTick(held, triggerPrice, spec.filters.tickSize),
        workingType: 'CONTRACT_PRICE',
        closePosition: true,
        reduceOnly: false,
        priceProtect: false,
        clientId,
      },
      this.time,
    );
  }

  #orRejection<T>(ask: () => T): T | OrderRejected {
    try {
      return ask();
    } catch (error) {
      if (error instanceof OrderRejected) return error;
      throw error;
    }
  }
}

/** Fills are kept ascending by trade id: only the end is looked at. */
function fillsAfter(fills: readonly EngineFill[], lastTradeId: number): Observation['fills'] {
  let first = fills.length;
  while (first > 0 && (fills[first - 1]?.tradeId ?? 0) > lastTradeId) first -= 1;
  return fills.slice(first).map((fill) => ({
    tradeId: fill.tradeId,
    orderId: String(fill.orderId),
    side: fill.side,
    price: fill.price,
    quantity: fill.quantity,
    quoteQuantity: fill.quoteQuantity,
    realizedPnl: fill.realizedPnl,
    commission: fill.commission,
    commissionAsset: 'USDT',
    maker: fill.maker,
    time: fill.time,
  }));
}

function observedOrder(order: EngineOrder): ObservedOrder {
  const { clientId, side, type, status, quantity, closePosition, reduceOnly } = order;
  return { clientId, exchangeId: String(order.orderId), side, type, status, quantity, closePosition, reduceOnly };
}

function observedConditional(conditional: EngineConditional): ObservedOrder {
  const { clientId, side, type, status, quantity, triggerPrice, closePosition, reduceOnly } = conditional;
  return {
    clientId,
    exchangeId: String(conditional.algoId),
    side,
    type,
    status,
    quantity,
    triggerPrice,
    closePosition,
    reduceOnly,
    ...(conditional.actualOrderId === undefined ? {} : { actualOrderId: String(conditional.actualOrderId) }),
  };
}
