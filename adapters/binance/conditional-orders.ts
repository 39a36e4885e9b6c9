import type { ObservedOrder } from '../../core/trading/observation.ts';
import type { ConditionalRequest } from '../exchange/port.ts';
import type { ExchangeCalls } from './exchange-calls.ts';
import { ALREADY_GONE, DOES_NOT_EXIST, unlessCode } from './refusal.ts';
import { readConditionalOrder } from './wire/conditional-order.ts';
import { wireList } from './wire/wire-object.ts';

const PATH = 'fapi/v1/algoOrder';
const PLACE_COST = { weight: 0, orders: 1 };

/**
 * Stops and targets. Since 2025-12-09 Binance takes them on the algo-order path only; the ordinary one answers -4120,
 * and ordinary queries don't know them.
 */
export class ConditionalOrders {
  readonly #calls: ExchangeCalls;

  constructor(calls: ExchangeCalls) {
    this.#calls = calls;
  }

  /** Closes the whole position when reached: `closePosition` excludes quantity and reduceOnly. */
  async place(type: 'STOP_MARKET' | 'TAKE_PROFIT_MARKET', order: ConditionalRequest): Promise<ObservedOrder> {
    const answer = await this.#calls.send({
      method: 'POST',
      path: PATH,
      params: {
        algoType: 'CONDITIONAL',
        symbol: order.symbol,
        side: order.side,
        type,
        triggerPrice: order.triggerPrice,
        closePosition: 'true',
        workingType: order.workingType,
        clientAlgoId: order.clientId,
      },
      signed: true,
      cost: PLACE_COST,
      urgency: 'protective',
    });
    return readConditionalOrder(answer, `POST /${PATH}`);
  }

  async open(symbol: string): Promise<ObservedOrder[]> {
    const path = 'fapi/v1/openAlgoOrders';
    const answer = await this.#calls.send({
      method: 'GET',
      path,
      params: { symbol },
      signed: true,
      cost: { weight: 1 },
    });
    return wireList(answer, `GET /${path}`, readConditionalOrder);
  }

  async find(clientId: string): Promise<ObservedOrder | undefined> {
    const answer = await unlessCode(
      [DOES_NOT_EXIST],
      this.#calls.send({
        method: 'GET',
        path: PATH,
        params: { clientAlgoId: clientId },
        signed: true,
        cost: { weight: 1 },
        urgency: 'protective',
      }),
    );
    return answer === undefined ? undefined : readConditionalOrder(answer, `GET /${PATH}`);
  }

  async cancel(clientId: string): Promise<void> {
    await unlessCode(
      ALREADY_GONE,
      this.#calls.send({
        method: 'DELETE',
        path: PATH,
        params: { clientAlgoId: clientId },
        signed: true,
        cost: { weight: 1 },
        urgency: 'protective',
      }),
    );
  }
}
