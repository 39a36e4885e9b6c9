import type { Money } from '../money/decimal.ts';
import { OrderRejected } from './engine-contract.ts';

/**
 * Every refusal of the engine, in the words of Binance USD-M Futures. Parameter names are in lower case because the
 * exchange writes them so.
 */
export const rejections = {
  missingParameter: (name: string) =>
    new OrderRejected(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`),
  parameterNotRequired: (name: string) => new OrderRejected(-1106, `Parameter '${name}' sent when not required.`),
  precision: () => new OrderRejected(-1111, 'Precision is over the maximum defined for this asset.'),
  invalidSymbol: () => new OrderRejected(-1121, 'Invalid symbol.'),
  unknownOrder: () => new OrderRejected(-2011, 'Unknown order sent.'),
  balanceInsufficient: () => new OrderRejected(-2018, 'Balance is insufficient.'),
  marginInsufficient: () => new OrderRejected(-2019, 'Margin is insufficient.'),
  wouldTrigger: () => new OrderRejected(-2021, 'Order would immediately trigger.'),
  reduceOnly: () => new OrderRejected(-2022, 'ReduceOnly Order is rejected.'),
  tooManyOrders: () => new OrderRejected(-2025, 'Reach max open order limit.'),
  maxPosition: () => new OrderRejected(-2027, 'Exceeded the maximum allowable position at current leverage.'),
  leverageTooSmall: () => new OrderRejected(-2028, 'Leverage is smaller than permitted: insufficient margin balance.'),
  priceNotPositive: () => new OrderRejected(-4001, 'Price less than 0.'),
  priceAboveMax: () => new OrderRejected(-4002, 'Price greater than max price.'),
  quantityNotPositive: () => new OrderRejected(-4003, 'Quantity less than or equal to zero.'),
  quantityBelowMin: () => new OrderRejected(-4004, 'Quantity less than min quantity.'),
  quantityAboveMax: () => new OrderRejected(-4005, 'Quantity greater than max quantity.'),
  priceBelowMin: () => new OrderRejected(-4013, 'Price less than min price.'),
  priceOffTick: () => new OrderRejected(-4014, 'Price not increased by tick size.'),
  clientIdInvalid: () => new OrderRejected(-4015, 'Client order id is not valid.'),
  priceTooHigh: (bound: Money) => new OrderRejected(-4016, `Limit price can't be higher than ${bound.toString()}.`),
  quantityOffStep: () => new OrderRejected(-4023, 'Quantity not increased by step size.'),
  priceTooLow: (bound: Money) => new OrderRejected(-4024, `Limit price can't be lower than ${bound.toString()}.`),
  leverageInvalid: (leverage: number) => new OrderRejected(-4028, `Leverage ${leverage} is not valid`),
  tooManyConditionals: () => new OrderRejected(-4045, 'Reach max stop order limit.'),
  marginTypeUnchanged: () => new OrderRejected(-4046, 'No need to change margin type.'),
  marginTypeOpenOrders: () => new OrderRejected(-4047, 'Margin type cannot be changed if there exists open orders.'),
  marginTypePosition: () => new OrderRejected(-4048, 'Margin type cannot be changed if there exists position.'),
  duplicateClientId: () => new OrderRejected(-4116, 'ClientOrderId is duplicated.'),
  closePositionExists: () =>
    new OrderRejected(
      -4130,
      'An open stop or take profit order with GTE and closePosition in the direction is existing.',
    ),
  noCounterparty: () =>
    new OrderRejected(-4131, "The counterparty's best price does not meet the PERCENT_PRICE filter limit."),
  closePositionType: (type: string) =>
    new OrderRejected(-4136, `Target strategy invalid for orderType ${type},closePosition true`),
  quantityWithClosePosition: () => new OrderRejected(-4137, 'Quantity must be zero with closePosition equals true.'),
  leverageReduction: () =>
    new OrderRejected(-4161, 'Leverage reduction is not supported in Isolated Margin Mode with open positions.'),
  minNotional: (minimum: Money) =>
    new OrderRejected(
      -4164,
      `Order's notional must be no smaller than ${minimum.toString()} (unless you choose reduce only).`,
    ),
  noPositionToClose: () =>
    new OrderRejected(
      -4509,
      'Time in Force (TIF) GTE can only be used with open positions. Please ensure that positions are available.',
    ),
  fillOrKill: () =>
    new OrderRejected(
      -5021,
      'Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history.',
    ),
  postOnly: () =>
    new OrderRejected(
      -5022,
      'Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history.',
    ),
  goodTillDate: () =>
    new OrderRejected(
      -5040,
      'The goodTillDate timestamp must be greater than the current time plus 600 seconds and smaller than 253402300799000.',
    ),
} as const;
