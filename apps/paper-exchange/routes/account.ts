import type { EnginePosition } from '../../../core/matching/engine-contract.ts';
import { Money, money } from '../../../core/money/decimal.ts';
import type { Exchange } from '../exchange.ts';
import type { Endpoint, Handler } from '../http/endpoint.ts';
import {
  accountPositionV2,
  accountPositionV3,
  accountTotals,
  assetRow,
  balanceRow,
  marginSplit,
} from '../protocol/account.ts';
import { positionRiskV2, positionRiskV3 } from '../protocol/position-risk.ts';

function positions(exchange: Exchange): EnginePosition[] {
  return exchange.symbols.map((symbol) => exchange.account.position(symbol));
}

/** What v3 lists: a position, or orders that could make one. */
function isActive(exchange: Exchange, position: EnginePosition): boolean {
  return !money(position.amount).isZero() || exchange.account.openOrders(position.symbol).length > 0;
}

function crossUnrealised(all: readonly EnginePosition[]): Money {
  return all
    .filter((position) => position.marginType === 'CROSSED')
    .reduce((sum, position) => sum.plus(money(position.unrealised)), new Money(0));
}

const balance: Handler = (_params, { exchange }) => [
  balanceRow(exchange.account.balance(), crossUnrealised(positions(exchange)), exchange.now()),
];

const accountV2: Handler = (_params, { exchange }) => {
  const all = positions(exchange);
  const now = exchange.account.balance();
  const split = marginSplit(all);
  const cross = crossUnrealised(all);
  return {
    feeTier: 0,
    canTrade: true,
    canDeposit: true,
    canWithdraw: true,
    updateTime: 0,
    multiAssetsMargin: false,
    tradeGroupId: -1,
    ...accountTotals(now, split, cross),
    assets: [assetRow(now, split, cross, exchange.now())],
    positions: all.map(accountPositionV2),
  };
};

const accountV3: Handler = (_params, { exchange }) => {
  const all = positions(exchange);
  const now = exchange.account.balance();
  const split = marginSplit(all);
  const cross = crossUnrealised(all);
  return {
    ...accountTotals(now, split, cross),
    assets: [assetRow(now, split, cross, exchange.now())],
    positions: all.filter((position) => isActive(exchange, position)).map(accountPositionV3),
  };
};

function chosenPositions(exchange: Exchange, symbol: string | undefined): EnginePosition[] {
  return symbol === undefined ? positions(exchange) : [exchange.account.position(exchange.market(symbol).symbol)];
}

const riskV2: Handler = (params, { exchange }) => chosenPositions(exchange, params.text('symbol')).map(positionRiskV2);

const riskV3: Handler = (params, { exchange }) =>
  chosenPositions(exchange, params.text('symbol'))
    .filter((position) => isActive(exchange, position))
    .map(positionRiskV3);

function signed(path: string, handle: Handler): Endpoint {
  return { method: 'GET', path, security: 'signed', weight: 5, handle };
}

/** Balance, account and positions, in both generations. */
export const account: readonly Endpoint[] = [
  signed('/fapi/v2/balance', balance),
  signed('/fapi/v3/balance', balance),
  signed('/fapi/v2/account', accountV2),
  signed('/fapi/v3/account', accountV3),
  signed('/fapi/v2/positionRisk', riskV2),
  signed('/fapi/v3/positionRisk', riskV3),
];
