import type { BookLevel } from '../market/order-book.ts';
import type { DecimalText } from '../money/decimal.ts';
import type { LeverageBracket } from '../money/leverage-brackets.ts';
import type { SymbolFilters } from '../money/symbol-filters.ts';

/**
 * The matching engine's contract: one-way mode, USDT-margined, isolated or crossed margin, one account. Pure: no I/O, no
 * clock, no randomness; the same calls give the same events. Its two shells are the paper exchange's server and the
 * backtest. All times are exchange (market) time, epoch ms; all amounts decimal strings.
 */
export interface MatchingEngine {
  /**
   * Lets the market move. The engine applies, in this order: funding when `funding` is set, resting LIMIT orders that
   * the move reaches, conditional orders whose trigger it reaches (in the order the path reaches them), liquidation by
   * mark price. On a `path` what the price reaches first happens first, whatever its kind; the order above decides
   * between what it reaches at once, as everything is on a `jump`.
   *
   * A path begins where the market stands, and what is reached there is reached: above all the rest of a limit order
   * that was larger than the book, as it lies behind the market. It fills at its own price, never at a better one. So a
   * path has the same outcome in one move and in many on the same way, also where a part of it stands still.
   */
  advance(move: MarketMove): void;
  /** Throws `OrderRejected` and changes nothing when refused. MARKET and IOC/FOK orders are complete on return. */
  placeOrder(order: NewOrder, time: number): EngineOrder;
  /** Throws what `placeOrder` would throw, and changes nothing either way. */
  checkOrder(order: NewOrder, time: number): void;
  placeConditional(order: NewConditional, time: number): EngineConditional;
  /** Throws OrderRejected(-2011) when there is no such open order. */
  cancelOrder(symbol: string, by: { orderId?: number; clientId?: string }, time: number): EngineOrder;
  cancelConditional(by: { algoId?: number; clientId?: string }, time: number): EngineConditional;
  setLeverage(symbol: string, leverage: number): void;
  setMarginType(symbol: string, type: 'ISOLATED' | 'CROSSED'): void;
  /** A deposit or withdrawal, in quote. */
  transfer(amount: DecimalText, time: number): void;

  balance(): EngineBalance;
  position(symbol: string): EnginePosition;
  openOrders(symbol?: string): readonly EngineOrder[];
  openConditionals(symbol?: string): readonly EngineConditional[];
  findOrder(symbol: string, by: { orderId?: number; clientId?: string }): EngineOrder | undefined;
  findConditional(by: { algoId?: number; clientId?: string }): EngineConditional | undefined;
  /** Ascending by id. */
  orders(symbol: string): readonly EngineOrder[];
  conditionals(symbol: string): readonly EngineConditional[];
  fills(symbol: string): readonly EngineFill[];
  ledger(): readonly LedgerEntry[];

  /** Events since the last call, in order. */
  takeEvents(): readonly EngineEvent[];
  /**
   * False when nothing that is open could react to where the market stands, nor to prices (contract and mark alike)
   * within [low, high] before `until` (epoch ms): then those moves may be left out and only the last one given. Costs a few float comparisons.
   */
  reactsWithin(symbol: string, low: number, high: number, until: number): boolean;
  /**
   * The state as JSON-safe data, for disk; `restoreMatchingEngine` of it gives an engine that behaves the same.
   * With `history: false` it leaves out ended orders, fills and the ledger, which the caller keeps itself and hands
   * back when restoring. Events not yet taken are part of it.
   */
  snapshot(options?: { readonly history?: boolean }): unknown;
}

/** What a live snapshot leaves out. Orders and conditionals may repeat an id: the last one counts. */
export interface EngineHistory {
  readonly orders: readonly EngineOrder[];
  readonly conditionals: readonly EngineConditional[];
  readonly fills: readonly EngineFill[];
  readonly ledger: readonly LedgerEntry[];
}

export interface SymbolSpec {
  readonly filters: SymbolFilters;
  readonly brackets: readonly LeverageBracket[];
  readonly makerFee: DecimalText;
  readonly takerFee: DecimalText;
  /** Share of the liquidated notional kept as clearance fee, e.g. "0.0125". */
  readonly liquidationFee: DecimalText;
  /** Most decimals of a price and a quantity (-1111 beyond); default: those of the tick and the step. */
  readonly pricePrecision?: number;
  readonly quantityPrecision?: number;
  /** Greatest gap |mark − last| / last at which a priceProtect order triggers; default "0.05". */
  readonly triggerProtect?: DecimalText;
  /** Most open orders (-2025) and open conditional orders (-4045); default 200 each. */
  readonly maxOrders?: number;
  readonly maxConditionals?: number;
}

/**
 * One movement of one symbol's price. A bar is four moves: a jump to its open, then the path to its two extremes and to
 * its close: low first when close >= open, high first otherwise.
 */
export interface MarketMove {
  readonly symbol: string;
  readonly time: number;
  /** `jump`: the price appears there (a gap); triggers in between fill at `price`'s book. `path`: it travels there; triggers fill at their own price's book. */
  readonly kind: 'jump' | 'path';
  readonly price: DecimalText;
  readonly mark: DecimalText;
  /** The book around a price at this moment: called only when something fills. */
  readonly bookAt: (price: DecimalText) => EngineBook;
  /** A funding settlement at this moment: pays mark × quantity × rate. */
  readonly funding?: { readonly rate: DecimalText };
}

export interface EngineBook {
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

export interface NewOrder {
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  readonly type: 'MARKET' | 'LIMIT';
  readonly quantity: DecimalText;
  readonly price?: DecimalText;
  readonly timeInForce?: 'GTC' | 'IOC' | 'FOK' | 'GTX' | 'GTD';
  readonly reduceOnly?: boolean;
  /** Required with GTD, epoch ms of market time: the order expires at the first move at or after it. */
  readonly goodTillDate?: number;
  readonly clientId: string;
}

export interface NewConditional {
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  readonly type: 'STOP_MARKET' | 'TAKE_PROFIT_MARKET' | 'STOP' | 'TAKE_PROFIT';
  readonly triggerPrice: DecimalText;
  /** Limit price of STOP and TAKE_PROFIT. */
  readonly price?: DecimalText;
  /** Absent with closePosition. */
  readonly quantity?: DecimalText;
  readonly workingType: 'CONTRACT_PRICE' | 'MARK_PRICE';
  readonly closePosition: boolean;
  readonly reduceOnly: boolean;
  readonly priceProtect: boolean;
  readonly timeInForce?: 'GTC' | 'IOC' | 'FOK' | 'GTX';
  readonly clientId: string;
}

export type OrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'EXPIRED';
export type AlgoStatus = 'NEW' | 'TRIGGERING' | 'TRIGGERED' | 'FINISHED' | 'CANCELED' | 'REJECTED' | 'EXPIRED';

export interface EngineOrder {
  readonly orderId: number;
  readonly clientId: string;
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  readonly type: 'MARKET' | 'LIMIT';
  /** The conditional type that it came from, else `type`. */
  readonly originalType: string;
  readonly timeInForce: string;
  readonly price: DecimalText;
  readonly stopPrice: DecimalText;
  readonly quantity: DecimalText;
  readonly executedQuantity: DecimalText;
  readonly executedQuote: DecimalText;
  /** executedQuote / executedQuantity, "0" when nothing filled. */
  readonly averagePrice: DecimalText;
  readonly status: OrderStatus;
  readonly reduceOnly: boolean;
  readonly closePosition: boolean;
  /** 0 unless GTD. */
  readonly goodTillDate: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface EngineConditional {
  readonly algoId: number;
  readonly clientId: string;
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  readonly type: NewConditional['type'];
  readonly triggerPrice: DecimalText;
  readonly price: DecimalText;
  readonly quantity: DecimalText;
  readonly workingType: 'CONTRACT_PRICE' | 'MARK_PRICE';
  readonly closePosition: boolean;
  readonly reduceOnly: boolean;
  readonly priceProtect: boolean;
  readonly timeInForce: string;
  readonly status: AlgoStatus;
  /** Set once triggered. */
  readonly actualOrderId?: number;
  readonly actualPrice?: DecimalText;
  readonly rejectReason?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly triggeredAt?: number;
}

export interface EngineFill {
  readonly tradeId: number;
  readonly orderId: number;
  readonly clientId: string;
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  readonly price: DecimalText;
  readonly quantity: DecimalText;
  readonly quoteQuantity: DecimalText;
  readonly realizedPnl: DecimalText;
  readonly commission: DecimalText;
  readonly maker: boolean;
  readonly time: number;
}

export interface EnginePosition {
  readonly symbol: string;
  /** Signed base quantity, "0" when flat. */
  readonly amount: DecimalText;
  readonly entryPrice: DecimalText;
  readonly breakEvenPrice: DecimalText;
  readonly markPrice: DecimalText;
  readonly unrealised: DecimalText;
  readonly marginType: 'ISOLATED' | 'CROSSED';
  readonly leverage: number;
  readonly isolatedWallet: DecimalText;
  readonly initialMargin: DecimalText;
  readonly maintenanceMargin: DecimalText;
  /** "0" when flat or not reachable. */
  readonly liquidationPrice: DecimalText;
  readonly maxNotional: DecimalText;
  readonly updatedAt: number;
}

export interface EngineBalance {
  readonly wallet: DecimalText;
  readonly available: DecimalText;
  readonly unrealised: DecimalText;
  readonly crossWallet: DecimalText;
  readonly initialMargin: DecimalText;
  readonly maintenanceMargin: DecimalText;
}

/** wallet = sum of the ledger's amounts, always, to the last digit (8 decimals). */
export interface LedgerEntry {
  readonly tranId: number;
  readonly type: 'TRANSFER' | 'REALIZED_PNL' | 'COMMISSION' | 'FUNDING_FEE' | 'INSURANCE_CLEAR';
  readonly symbol: string;
  readonly amount: DecimalText;
  readonly time: number;
  /** The fill's trade id, or "" where none. */
  readonly tradeId: string;
  readonly info: string;
}

/** What the user data stream is made of. */
export type EngineEvent =
  | {
      readonly type: 'order';
      /** Binance's execution type. */
      readonly execution: 'NEW' | 'TRADE' | 'CANCELED' | 'EXPIRED' | 'CALCULATED';
      readonly order: EngineOrder;
      readonly fill?: EngineFill;
      readonly expiryReason: number;
      readonly time: number;
    }
  | { readonly type: 'conditional'; readonly conditional: EngineConditional; readonly time: number }
  | {
      readonly type: 'account';
      readonly reason: 'ORDER' | 'FUNDING_FEE' | 'DEPOSIT' | 'WITHDRAW' | 'INSURANCE_CLEAR';
      readonly symbol: string;
      /** Change of the balance other than PnL and commission. */
      readonly balanceChange: DecimalText;
      readonly balance: EngineBalance;
      readonly position?: EnginePosition;
      readonly time: number;
    };

/** A refusal in Binance's own terms. */
export class OrderRejected extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.name = 'OrderRejected';
    this.code = code;
  }
}
