import type { DecimalText } from '../money/decimal.ts';

/** An order on the exchange, conditional (algo) or ordinary, reduced to what reconciliation needs. */
export interface ObservedOrder {
  readonly clientId: string;
  readonly exchangeId: string;
  readonly side: 'BUY' | 'SELL';
  readonly type: string;
  /** NEW, PARTIALLY_FILLED, FILLED, CANCELED, EXPIRED, REJECTED; conditional: NEW, TRIGGERING, TRIGGERED, FINISHED … */
  readonly status: string;
  readonly quantity: DecimalText;
  readonly triggerPrice?: DecimalText;
  readonly closePosition: boolean;
  readonly reduceOnly: boolean;
  /** Conditional only: the real order it became, once triggered. */
  readonly actualOrderId?: string;
}

/** One fill (a row of userTrades). Identity: `tradeId`, ascending. */
export interface Fill {
  readonly tradeId: number;
  readonly orderId: string;
  readonly side: 'BUY' | 'SELL';
  readonly price: DecimalText;
  readonly quantity: DecimalText;
  readonly quoteQuantity: DecimalText;
  readonly realizedPnl: DecimalText;
  readonly commission: DecimalText;
  readonly commissionAsset: string;
  readonly maker: boolean;
  readonly time: number;
}

/** What the exchange says is really there, in one look. `time` is exchange (market) time, epoch ms. */
export interface Observation {
  readonly time: number;
  readonly wallet: DecimalText;
  readonly unrealised: DecimalText;
  readonly available: DecimalText;
  readonly position: {
    /** Signed base quantity, "0" when flat. */
    readonly amount: DecimalText;
    readonly entryPrice: DecimalText;
    readonly markPrice: DecimalText;
    readonly liquidationPrice: DecimalText;
  };
  readonly openOrders: readonly ObservedOrder[];
  readonly conditionalOrders: readonly ObservedOrder[];
  /** Conditional orders we track that are no longer open, as they ended. */
  readonly endedConditionals: readonly ObservedOrder[];
  /** Fills with a trade id above the last one seen, ascending. */
  readonly fills: readonly Fill[];
  /** Funding received (positive) or paid (negative) since the position was opened, when it was asked for. */
  readonly funding?: DecimalText;
}
