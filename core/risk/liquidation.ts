import type { LeverageBracket } from '../money/leverage-brackets.ts';
import type { Money } from '../money/decimal.ts';
import { money } from '../money/decimal.ts';

/** The bracket that a notional falls into; undefined beyond the last. Brackets may come in any order. */
export function bracketOf(brackets: readonly LeverageBracket[], notional: Money): LeverageBracket | undefined {
  return brackets.find((b) => notional.gte(b.notionalFloor) && notional.lt(b.notionalCap));
}

/** Greatest notional, in quote, that the brackets allow at a leverage; 0 when none does. */
export function greatestNotionalAt(brackets: readonly LeverageBracket[], leverage: number): Money {
  return brackets
    .filter((b) => b.initialLeverage >= leverage)
    .reduce((most, b) => (most.gt(b.notionalCap) ? most : money(b.notionalCap)), money('0'));
}

/**
 * Price at which the exchange liquidates an isolated one-way position:
 * LP = (margin + cum − side·qty·entry) / (qty·MMR − side·qty), side = ±1, with MMR and cum of the bracket that the
 * notional at LP falls into (Binance, "How to Calculate Liquidation Price of USD-M Futures Contracts"). Each bracket is
 * tried and the one that agrees with its own result is taken; when none does, the price nearest to the entry, which is
 * the cautious one.
 *
 * @returns quote per base; undefined when no positive price liquidates it.
 */
export function isolatedLiquidationPrice(
  side: 'LONG' | 'SHORT',
  quantity: Money,
  entryPrice: Money,
  margin: Money,
  brackets: readonly LeverageBracket[],
): Money | undefined {
  const signed = side === 'LONG' ? quantity : quantity.neg();
  let nearest: Money | undefined;
  for (const bracket of brackets) {
    const price = margin
      .plus(bracket.cum)
      .minus(signed.times(entryPrice))
      .div(quantity.times(bracket.maintMarginRatio).minus(signed));
    if (price.lte(0)) continue;
    if (bracketOf([bracket], price.times(quantity))) return price;
    if (!nearest || price.minus(entryPrice).abs().lt(nearest.minus(entryPrice).abs())) nearest = price;
  }
  return nearest;
}
