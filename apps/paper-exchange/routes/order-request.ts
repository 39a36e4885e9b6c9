import { randomBytes } from 'node:crypto';
import type { NewOrder } from '../../../core/matching/engine-contract.ts';
import { ApiError, invalidParameter } from '../http/api-error.ts';
import type { RequestParameters } from '../http/request-parameters.ts';

const CLIENT_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;
const CONDITIONAL_TYPES = ['STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET'];

/** Reads a new LIMIT or MARKET order; throws Binance's error for what is missing, malformed or not for this path. */
export function readNewOrder(params: RequestParameters): NewOrder {
  const symbol = params.requiredText('symbol');
  const side = readSide(params);
  const typeText = params.requiredText('type');
  if (CONDITIONAL_TYPES.includes(typeText)) {
    throw new ApiError(
      -4120,
      'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.',
    );
  }
  const type = params.requiredChoice('type', ['LIMIT', 'MARKET'], invalidOrderType);
  refuseUnsupported(params);
  const reduceOnly = params.flag('reduceOnly') ?? false;
  const clientId = readClientId(params, 'newClientOrderId');
  const quantity = params.requiredDecimal('quantity');
  if (type === 'MARKET') {
    refuseSent(params, 'price');
    return { symbol, side, type, quantity, reduceOnly, clientId };
  }
  const price = params.requiredDecimal('price');
  const timeInForce = params.requiredChoice('timeInForce', ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'], invalidTimeInForce);
  const goodTill = timeInForce === 'GTD' ? { goodTillDate: params.requiredInteger('goodTillDate') } : {};
  return { symbol, side, type, quantity, price, timeInForce, reduceOnly, clientId, ...goodTill };
}

export function readSide(params: RequestParameters): 'BUY' | 'SELL' {
  return params.requiredChoice('side', ['BUY', 'SELL'], () => new ApiError(-1117, 'Invalid side.'));
}

/** The client's own id, or one made for it. */
export function readClientId(params: RequestParameters, name: string): string {
  const id = params.text(name);
  if (id === undefined) return randomBytes(16).toString('base64url');
  if (!CLIENT_ID.test(id)) throw new ApiError(-4015, 'Client order id is not valid.');
  return id;
}

/** One-way mode, no price match, no self-trade prevention of another kind. */
export function refuseUnsupported(params: RequestParameters): void {
  if ((params.text('positionSide') ?? 'BOTH') !== 'BOTH') {
    throw new ApiError(-4061, "Order's position side does not match user's setting.");
  }
  if ((params.text('priceMatch') ?? 'NONE') !== 'NONE') throw invalidParameter('priceMatch');
}

/** -1106 for a parameter that has no place in this request. */
export function refuseSent(params: RequestParameters, name: string): void {
  if (params.text(name) !== undefined) {
    throw new ApiError(-1106, `Parameter '${name}' sent when not required.`);
  }
}

export function invalidOrderType(): ApiError {
  return new ApiError(-1116, 'Invalid orderType.');
}

export function invalidTimeInForce(): ApiError {
  return new ApiError(-1115, 'Invalid timeInForce.');
}

/** How an order is named in a query or a cancellation: by `orderId` or `origClientOrderId`. Throws -1102. */
export function readOrderName(params: RequestParameters): { orderId?: number; clientId?: string } {
  const orderId = params.integer('orderId');
  if (orderId !== undefined) return { orderId };
  const clientId = params.text('origClientOrderId');
  if (clientId !== undefined) return { clientId };
  throw new ApiError(-1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!");
}
