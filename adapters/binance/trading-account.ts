import type { DecimalText } from '../../core/money/decimal.ts';
import type { LeverageBracket } from '../../core/money/leverage-brackets.ts';
import type { Fill, ObservedOrder } from '../../core/trading/observation.ts';
import type {
  AccountView,
  ConditionalRequest,
  MarketOrderRequest,
  PlacedOrder,
  TradingAccount,
} from '../exchange/port.ts';
import { prepareAccount } from './account-setup.ts';
import { readAccountView } from './account-view.ts';
import { ConditionalOrders } from './conditional-orders.ts';
import type { CallParams, ExchangeCalls } from './exchange-calls.ts';
import type { Urgency } from './rate-budget.ts';
import { ALREADY_GONE, DOES_NOT_EXIST, unlessCode } from './refusal.ts';
import {
  readCommissionRate,
  readFill,
  readFundingPayment,
  readLeverageBrackets,
  sumOf,
  type FundingPayment,
} from './wire/account.ts';
import { readOpenOrder, readPlacedOrder } from './wire/order.ts';
import { wireList } from './wire/wire-object.ts';

const ORDER = 'fapi/v1/order';
const ROWS_PER_PAGE = 1000;

/** Binance's signed account and order calls. Throws ExchangeError only. */
export class BinanceTradingAccount implements TradingAccount {
  readonly #calls: ExchangeCalls;
  readonly #conditional: ConditionalOrders;

  constructor(calls: ExchangeCalls) {
    this.#calls = calls;
    this.#conditional = new ConditionalOrders(calls);
  }

  prepare(symbol: string, leverage: number): Promise<void> {
    return prepareAccount(this.#calls, symbol, leverage);
  }

  async leverageBrackets(symbol: string): Promise<LeverageBracket[]> {
    const path = 'fapi/v1/leverageBracket';
    return readLeverageBrackets(await this.#get(path, { symbol }, 1), symbol, `GET /${path}`);
  }

  async commissionRate(symbol: string): Promise<{ maker: DecimalText; taker: DecimalText }> {
    const path = 'fapi/v1/commissionRate';
    return readCommissionRate(await this.#get(path, { symbol }, 20), `GET /${path}`);
  }

  account(symbol: string): Promise<AccountView> {
    return readAccountView(this.#calls, symbol);
  }

  async openOrders(symbol: string): Promise<ObservedOrder[]> {
    const path = 'fapi/v1/openOrders';
    return wireList(await this.#get(path, { symbol }, 1), `GET /${path}`, readOpenOrder);
  }

  openConditionalOrders(symbol: string): Promise<ObservedOrder[]> {
    return this.#conditional.open(symbol);
  }

  async findOrder(symbol: string, clientId: string): Promise<PlacedOrder | undefined> {
    const question = this.#get(ORDER, { symbol, origClientOrderId: clientId }, 1, 'protective');
    const answer = await unlessCode([DOES_NOT_EXIST], question);
    return answer === undefined ? undefined : readPlacedOrder(answer, `GET /${ORDER}`);
  }

  /** Client ids of conditional orders are the account's, so the symbol isn't asked for. */
  findConditionalOrder(_symbol: string, clientId: string): Promise<ObservedOrder | undefined> {
    return this.#conditional.find(clientId);
  }

  /**
   * With `afterTradeId` 0 there is no id to start from, and Binance then gives what is newest, up to 1,000 fills of the
   * last 7 days: older ones are not to be had this way.
   */
  async fillsAfter(symbol: string, afterTradeId: number): Promise<Fill[]> {
    const fills: Fill[] = [];
    for (let after = afterTradeId; ;) {
      const page = await this.#fillPage(symbol, after);
      const news = page.filter((fill) => fill.tradeId > after).sort((a, b) => a.tradeId - b.tradeId);
      fills.push(...news);
      const last = news.at(-1);
      if (!last || page.length < ROWS_PER_PAGE || afterTradeId === 0) return fills;
      after = last.tradeId;
    }
  }

  async fundingSince(symbol: string, from: number): Promise<DecimalText> {
    const payments = new Map<string, DecimalText>();
    for (let start = from; ;) {
      const page = await this.#fundingPage(symbol, start);
      const known = payments.size;
      for (const payment of page) payments.set(payment.id, payment.amount);
      const last = Math.max(...page.map((payment) => payment.time));
      if (page.length < ROWS_PER_PAGE || payments.size === known) return sumOf([...payments.values()]);
      // The same millisecond again: the page may have ended within it.
      start = last;
    }
  }

  async placeMarketOrder(order: MarketOrderRequest): Promise<PlacedOrder> {
    const answer = await this.#calls.send({
      method: 'POST',
      path: ORDER,
      params: {
        symbol: order.symbol,
        side: order.side,
        type: 'MARKET',
        quantity: order.quantity,
        ...(order.reduceOnly ? { reduceOnly: 'true' } : {}),
        newClientOrderId: order.clientId,
        newOrderRespType: 'RESULT',
      },
      signed: true,
      cost: { weight: 0, orders: 1 },
      urgency: order.reduceOnly ? 'protective' : 'ordinary',
      ...(order.sendBefore === undefined ? {} : { sendBefore: order.sendBefore }),
    });
    return readPlacedOrder(answer, `POST /${ORDER}`);
  }

  placeStop(order: ConditionalRequest): Promise<ObservedOrder> {
    return this.#conditional.place('STOP_MARKET', order);
  }

  placeTarget(order: ConditionalRequest): Promise<ObservedOrder> {
    return this.#conditional.place('TAKE_PROFIT_MARKET', order);
  }

  async cancelOrder(symbol: string, clientId: string): Promise<void> {
    await unlessCode(
      ALREADY_GONE,
      this.#calls.send({
        method: 'DELETE',
        path: ORDER,
        params: { symbol, origClientOrderId: clientId },
        signed: true,
        cost: { weight: 1 },
        urgency: 'protective',
      }),
    );
  }

  cancelConditionalOrder(_symbol: string, clientId: string): Promise<void> {
    return this.#conditional.cancel(clientId);
  }

  async #fillPage(symbol: string, after: number): Promise<Fill[]> {
    const path = 'fapi/v1/userTrades';
    const from = after > 0 ? { fromId: after + 1 } : {};
    const answer = await this.#get(path, { symbol, ...from, limit: ROWS_PER_PAGE }, 5);
    return wireList(answer, `GET /${path}`, readFill);
  }

  async #fundingPage(symbol: string, startTime: number): Promise<FundingPayment[]> {
    const path = 'fapi/v1/income';
    const params = { symbol, incomeType: 'FUNDING_FEE', startTime, limit: ROWS_PER_PAGE };
    return wireList(await this.#get(path, params, 30), `GET /${path}`, readFundingPayment);
  }

  #get(path: string, params: CallParams, weight: number, urgency: Urgency = 'ordinary'): Promise<unknown> {
    return this.#calls.send({ method: 'GET', path, params, signed: true, cost: { weight }, urgency });
  }
}
