import { Money } from '../money/decimal.ts';
import type { AccountState, SymbolState } from './account-state.ts';
import type { EngineBalance, EngineEvent, EnginePosition } from './engine-contract.ts';
import { liquidationPrice } from './liquidation-price.ts';
import {
  availableBalance,
  crossWallet,
  maintenanceMargin,
  maxNotionalAt,
  openOrderMargin,
  positionMargin,
  unrealised,
} from './margin.ts';
import { breakEvenPrice, entryPrice } from './position-maths.ts';

export function balanceView(state: AccountState): EngineBalance {
  let pnl = new Money(0);
  let initial = new Money(0);
  let maintenance = new Money(0);
  for (const sym of state.symbols.values()) {
    pnl = pnl.plus(unrealised(sym));
    initial = initial.plus(positionMargin(sym)).plus(openOrderMargin(sym));
    maintenance = maintenance.plus(maintenanceMargin(sym));
  }
  return {
    wallet: state.wallet.toString(),
    available: availableBalance(state).toString(),
    unrealised: pnl.toString(),
    crossWallet: crossWallet(state).toString(),
    initialMargin: initial.toString(),
    maintenanceMargin: maintenance.toString(),
  };
}

export function positionView(state: AccountState, sym: SymbolState): EnginePosition {
  const { position, market, rules } = sym;
  return {
    symbol: rules.symbol,
    amount: position.amount.toString(),
    entryPrice: entryPrice(position).toString(),
    breakEvenPrice: breakEvenPrice(position).toString(),
    markPrice: market.mark,
    unrealised: unrealised(sym).toString(),
    marginType: sym.marginType,
    leverage: sym.leverage,
    isolatedWallet: position.isolatedWallet.toString(),
    initialMargin: positionMargin(sym).plus(openOrderMargin(sym)).toString(),
    maintenanceMargin: maintenanceMargin(sym).toString(),
    liquidationPrice: liquidationPrice(state, sym).toString(),
    maxNotional: maxNotionalAt(rules, sym.leverage).toString(),
    updatedAt: position.updatedAt,
  };
}

type AccountReason = Extract<EngineEvent, { type: 'account' }>['reason'];

/** Tells what the account looks like now; `balanceChange` is the change other than PnL and commission. */
export function emitAccount(
  state: AccountState,
  change: { reason: AccountReason; symbol: string; position?: SymbolState; balanceChange: Money; time: number },
): void {
  state.events.push({
    type: 'account',
    reason: change.reason,
    symbol: change.symbol,
    balanceChange: change.balanceChange.toString(),
    balance: balanceView(state),
    ...(change.position && { position: positionView(state, change.position) }),
    time: change.time,
  });
}
