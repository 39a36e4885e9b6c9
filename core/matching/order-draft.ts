import type { Money } from '../money/decimal.ts';

/** An order that passed the filters, with its decimals parsed; price 0 for MARKET. */
export interface OrderDraft {
  readonly side: 'BUY' | 'SELL';
  readonly type: 'MARKET' | 'LIMIT';
  readonly originalType: string;
  readonly quantity: Money;
  readonly price: Money;
  readonly timeInForce: 'GTC' | 'IOC' | 'FOK' | 'GTX' | 'GTD';
  readonly reduceOnly: boolean;
  readonly closePosition: boolean;
  /** "0" unless a conditional order made it. */
  readonly stopPrice: string;
  /** 0 unless GTD. */
  readonly goodTillDate: number;
  readonly clientId: string;
  /** The conditional order that made it; 0 for none. */
  readonly algoId: number;
}
