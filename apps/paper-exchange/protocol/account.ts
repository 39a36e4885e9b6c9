import type { EngineBalance, EnginePosition } from '../../../core/matching/engine-contract.ts';
import type { DecimalText } from '../../../core/money/decimal.ts';
import { Money, money } from '../../../core/money/decimal.ts';
import { padded } from './wire-decimal.ts';

/** An amount of USDT as Binance writes it, with 8 decimals. */
export function usdt(amount: DecimalText | Money): string {
  const value = money(amount).toDecimalPlaces(8, Money.ROUND_DOWN);
  return (value.isZero() ? new Money(0) : value).toFixed(8);
}

export function notionalOf(position: EnginePosition): Money {
  return money(position.amount).times(money(position.markPrice));
}

/** Margin of an isolated position: its wallet and its unrealised profit; 0 for a crossed one. */
export function isolatedMarginOf(position: EnginePosition): Money {
  if (position.marginType === 'CROSSED' || money(position.amount).isZero()) return new Money(0);
  return money(position.isolatedWallet).plus(money(position.unrealised));
}

/** Row of GET balance, v2 and v3. */
export function balanceRow(balance: EngineBalance, crossUnrealised: Money, time: number): Record<string, unknown> {
  return {
    accountAlias: 'paper',
    asset: 'USDT',
    balance: usdt(balance.wallet),
    crossWalletBalance: usdt(balance.crossWallet),
    crossUnPnl: usdt(crossUnrealised),
    availableBalance: usdt(balance.available),
    maxWithdrawAmount: usdt(balance.available),
    marginAvailable: true,
    updateTime: time,
  };
}

/** Margins that stand behind positions and behind open orders, apart. */
export interface MarginSplit {
  readonly positions: Money;
  readonly orders: Money;
}

/** The initial margin of one symbol, which the engine gives as one sum: notional / leverage is the position's part. */
export function marginSplitOf(position: EnginePosition): MarginSplit {
  const total = money(position.initialMargin);
  const held = Money.min(total, notionalOf(position).abs().dividedBy(position.leverage));
  return { positions: held, orders: total.minus(held) };
}

export function marginSplit(positions: readonly EnginePosition[]): MarginSplit {
  const zero = { positions: new Money(0), orders: new Money(0) };
  return positions.map(marginSplitOf).reduce(
    (sum, split) => ({
      positions: sum.positions.plus(split.positions),
      orders: sum.orders.plus(split.orders),
    }),
    zero,
  );
}

export function accountTotals(balance: EngineBalance, split: MarginSplit, crossUnrealised: Money): object {
  return {
    totalInitialMargin: usdt(balance.initialMargin),
    totalMaintMargin: usdt(balance.maintenanceMargin),
    totalWalletBalance: usdt(balance.wallet),
    totalUnrealizedProfit: usdt(balance.unrealised),
    totalMarginBalance: usdt(money(balance.wallet).plus(money(balance.unrealised))),
    totalPositionInitialMargin: usdt(split.positions),
    totalOpenOrderInitialMargin: usdt(split.orders),
    totalCrossWalletBalance: usdt(balance.crossWallet),
    totalCrossUnPnl: usdt(crossUnrealised),
    availableBalance: usdt(balance.available),
    maxWithdrawAmount: usdt(balance.available),
  };
}

/** Entry of `assets` in GET account. */
export function assetRow(balance: EngineBalance, split: MarginSplit, crossUnrealised: Money, time: number): object {
  return {
    asset: 'USDT',
    walletBalance: usdt(balance.wallet),
    unrealizedProfit: usdt(balance.unrealised),
    marginBalance: usdt(money(balance.wallet).plus(money(balance.unrealised))),
    maintMargin: usdt(balance.maintenanceMargin),
    initialMargin: usdt(balance.initialMargin),
    positionInitialMargin: usdt(split.positions),
    openOrderInitialMargin: usdt(split.orders),
    crossWalletBalance: usdt(balance.crossWallet),
    crossUnPnl: usdt(crossUnrealised),
    availableBalance: usdt(balance.available),
    maxWithdrawAmount: usdt(balance.available),
    marginAvailable: true,
    updateTime: time,
  };
}

/** Entry of `positions` in GET v2 account, which lists every symbol. */
export function accountPositionV2(position: EnginePosition): object {
  return {
    symbol: position.symbol,
    initialMargin: usdt(position.initialMargin),
    maintMargin: usdt(position.maintenanceMargin),
    unrealizedProfit: usdt(position.unrealised),
    positionInitialMargin: usdt(marginSplitOf(position).positions),
    openOrderInitialMargin: usdt(marginSplitOf(position).orders),
    leverage: String(position.leverage),
    isolated: position.marginType === 'ISOLATED',
    entryPrice: padded(position.entryPrice, 1),
    breakEvenPrice: padded(position.breakEvenPrice, 1),
    maxNotional: position.maxNotional,
    bidNotional: '0',
    askNotional: '0',
    positionSide: 'BOTH',
    positionAmt: padded(position.amount, 3),
    notional: notionalOf(position).toFixed(),
    isolatedWallet: usdt(position.isolatedWallet),
    updateTime: position.updatedAt,
  };
}

/** Entry of `positions` in GET v3 account, which lists what is open and has no leverage. */
export function accountPositionV3(position: EnginePosition): object {
  return {
    symbol: position.symbol,
    positionSide: 'BOTH',
    positionAmt: padded(position.amount, 3),
    unrealizedProfit: usdt(position.unrealised),
    isolatedMargin: usdt(isolatedMarginOf(position)),
    notional: notionalOf(position).toFixed(),
    isolatedWallet: usdt(position.isolatedWallet),
    initialMargin: usdt(position.initialMargin),
    maintMargin: usdt(position.maintenanceMargin),
    updateTime: position.updatedAt,
  };
}
