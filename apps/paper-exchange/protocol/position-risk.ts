import type { EnginePosition } from '../../../core/matching/engine-contract.ts';
import { isolatedMarginOf, marginSplitOf, notionalOf, usdt } from './account.ts';
import { padded } from './wire-decimal.ts';

export function positionRiskV2(position: EnginePosition): object {
  return {
    symbol: position.symbol,
    positionAmt: padded(position.amount, 3),
    entryPrice: padded(position.entryPrice, 1),
    breakEvenPrice: padded(position.breakEvenPrice, 1),
    markPrice: padded(position.markPrice, 8),
    unRealizedProfit: usdt(position.unrealised),
    liquidationPrice: position.liquidationPrice,
    leverage: String(position.leverage),
    maxNotionalValue: position.maxNotional,
    marginType: position.marginType === 'ISOLATED' ? 'isolated' : 'cross',
    isolatedMargin: usdt(isolatedMarginOf(position)),
    isAutoAddMargin: 'false',
    positionSide: 'BOTH',
    notional: notionalOf(position).toFixed(),
    isolatedWallet: usdt(position.isolatedWallet),
    updateTime: position.updatedAt,
  };
}

/** Without leverage and margin type, which symbolConfig gives. */
export function positionRiskV3(position: EnginePosition): object {
  return {
    symbol: position.symbol,
    positionSide: 'BOTH',
    positionAmt: padded(position.amount, 3),
    entryPrice: padded(position.entryPrice, 1),
    breakEvenPrice: padded(position.breakEvenPrice, 1),
    markPrice: padded(position.markPrice, 8),
    unRealizedProfit: usdt(position.unrealised),
    liquidationPrice: position.liquidationPrice,
    isolatedMargin: usdt(isolatedMarginOf(position)),
    notional: notionalOf(position).toFixed(),
    marginAsset: 'USDT',
    isolatedWallet: usdt(position.isolatedWallet),
    initialMargin: usdt(position.initialMargin),
    maintMargin: usdt(position.maintenanceMargin),
    positionInitialMargin: usdt(marginSplitOf(position).positions),
    openOrderInitialMargin: usdt(marginSplitOf(position).orders),
    adl: 0,
    bidNotional: '0',
    askNotional: '0',
    updateTime: position.updatedAt,
  };
}
