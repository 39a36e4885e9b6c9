import { ApiError, invalidParameter } from '../http/api-error.ts';
import type { Endpoint, Handler } from '../http/endpoint.ts';
import { rateLimitRows } from '../protocol/exchange-info.ts';

const SUCCESS = { code: 200, msg: 'success' };

const leverageBracket: Handler = (params, { exchange }) => {
  const symbol = params.text('symbol');
  const markets = symbol === undefined ? exchange.markets() : [exchange.market(symbol)];
  return markets.map((market) => ({
    symbol: market.symbol,
    brackets: market.spec.brackets.map((bracket) => ({
      bracket: bracket.bracket,
      initialLeverage: bracket.initialLeverage,
      notionalCap: Number(bracket.notionalCap),
      notionalFloor: Number(bracket.notionalFloor),
      maintMarginRatio: Number(bracket.maintMarginRatio),
      cum: Number(bracket.cum),
    })),
  }));
};

const commissionRate: Handler = (params, { exchange }) => {
  const { symbol, spec } = exchange.market(params.requiredText('symbol'));
  return {
    symbol,
    makerCommissionRate: spec.makerFee,
    takerCommissionRate: spec.takerFee,
    rpiCommissionRate: '0',
  };
};

const setLeverage: Handler = (params, { exchange }) => {
  const { symbol } = exchange.market(params.requiredText('symbol'));
  const leverage = params.requiredInteger('leverage');
  exchange.perform({ name: 'set-leverage', symbol, leverage });
  return { leverage, maxNotionalValue: exchange.account.position(symbol).maxNotional, symbol };
};

const setMarginType: Handler = (params, { exchange }) => {
  const { symbol } = exchange.market(params.requiredText('symbol'));
  const types = ['ISOLATED', 'CROSSED'] as const;
  const marginType = params.requiredChoice('marginType', types, () => invalidParameter('marginType'));
  if (exchange.account.position(symbol).marginType === marginType) {
    throw new ApiError(-4046, 'No need to change margin type.');
  }
  exchange.perform({ name: 'set-margin-type', symbol, marginType });
  return SUCCESS;
};

const setPositionMode: Handler = (params) => {
  const dual = params.flag('dualSidePosition');
  if (dual === undefined) throw new ApiError(-1102, "Mandatory parameter 'dualSidePosition' was not sent.");
  if (dual) throw invalidParameter('dualSidePosition');
  throw new ApiError(-4059, 'No need to change position side.');
};

const setMultiAssets: Handler = (params) => {
  if (params.flag('multiAssetsMargin') ?? true) throw invalidParameter('multiAssetsMargin');
  return SUCCESS;
};

const accountConfig: Handler = () => ({
  feeTier: 0,
  canTrade: true,
  canDeposit: true,
  canWithdraw: true,
  dualSidePosition: false,
  updateTime: 0,
  multiAssetsMargin: false,
  tradeGroupId: -1,
});

const symbolConfig: Handler = (params, { exchange }) => {
  const symbol = params.text('symbol');
  const symbols = symbol === undefined ? exchange.symbols : [exchange.market(symbol).symbol];
  return symbols.map((each) => {
    const position = exchange.account.position(each);
    return {
      symbol: each,
      marginType: position.marginType,
      isAutoAddMargin: 'false',
      leverage: position.leverage,
      maxNotionalValue: position.maxNotional,
    };
  });
};

function get(path: string, weight: number, handle: Handler): Endpoint {
  return { method: 'GET', path, security: 'signed', weight, handle };
}

function post(path: string, handle: Handler): Endpoint {
  return { method: 'POST', path, security: 'signed', weight: 1, handle };
}

/** Leverage, margin, modes and fees: one-way mode and single-asset margin are the only ones here. */
export const accountSettings: readonly Endpoint[] = [
  get('/fapi/v1/leverageBracket', 1, leverageBracket),
  get('/fapi/v1/commissionRate', 20, commissionRate),
  post('/fapi/v1/leverage', setLeverage),
  post('/fapi/v1/marginType', setMarginType),
  post('/fapi/v1/positionSide/dual', setPositionMode),
  get('/fapi/v1/positionSide/dual', 30, () => ({ dualSidePosition: false })),
  post('/fapi/v1/multiAssetsMargin', setMultiAssets),
  get('/fapi/v1/multiAssetsMargin', 30, () => ({ multiAssetsMargin: false })),
  get('/fapi/v1/accountConfig', 5, accountConfig),
  get('/fapi/v1/symbolConfig', 5, symbolConfig),
  get('/fapi/v1/rateLimit/order', 1, (_params, { limits }) => rateLimitRows(limits).slice(1)),
];
