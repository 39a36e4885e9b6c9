import { money } from '../money/decimal.ts';
import type { Money } from '../money/decimal.ts';
import { decimalsOfStep } from '../money/rounding.ts';
import type { SymbolSpec } from './engine-contract.ts';

const DEFAULT_TRIGGER_PROTECT = '0.05';
const DEFAULT_MAX_ORDERS = 200;

/** A SymbolSpec with its decimals parsed once. */
export interface SymbolRules {
  readonly symbol: string;
  readonly tickSize: Money;
  readonly minPrice: Money;
  readonly maxPrice: Money;
  readonly limitLot: LotRules;
  readonly marketLot: LotRules;
  readonly minNotional: Money;
  readonly multiplierUp: Money;
  readonly multiplierDown: Money;
  readonly pricePrecision: number;
  readonly quantityPrecision: number;
  readonly triggerProtect: Money;
  readonly maxOrders: number;
  readonly maxConditionals: number;
  readonly makerFee: Money;
  readonly takerFee: Money;
  readonly liquidationFee: Money;
  readonly brackets: readonly BracketRules[];
}

export interface LotRules {
  readonly step: Money;
  readonly min: Money;
  readonly max: Money;
}

export interface BracketRules {
  readonly leverage: number;
  readonly cap: Money;
  readonly ratio: Money;
  readonly cum: Money;
}

/** Throws RangeError when a number of the spec is malformed or the brackets are empty. */
export function parseSymbolRules(spec: SymbolSpec): SymbolRules {
  const { filters } = spec;
  const tickSize = money(filters.tickSize);
  const step = money(filters.stepSize);
  if (spec.brackets.length === 0) throw new RangeError(`${filters.symbol} has no leverage brackets`);
  return {
    symbol: filters.symbol,
    tickSize,
    minPrice: money(filters.minPrice),
    maxPrice: money(filters.maxPrice),
    limitLot: { step, min: money(filters.minQty), max: money(filters.maxQty) },
    marketLot: {
      step: money(filters.marketStepSize),
      min: money(filters.marketMinQty),
      max: money(filters.marketMaxQty),
    },
    minNotional: money(filters.minNotional),
    multiplierUp: money(filters.multiplierUp),
    multiplierDown: money(filters.multiplierDown),
    pricePrecision: spec.pricePrecision ?? decimalsOfStep(tickSize),
    quantityPrecision: spec.quantityPrecision ?? decimalsOfStep(step),
    triggerProtect: money(spec.triggerProtect ?? DEFAULT_TRIGGER_PROTECT),
    maxOrders: spec.maxOrders ?? DEFAULT_MAX_ORDERS,
    maxConditionals: spec.maxConditionals ?? DEFAULT_MAX_ORDERS,
    makerFee: money(spec.makerFee),
    takerFee: money(spec.takerFee),
    liquidationFee: money(spec.liquidationFee),
    brackets: [...spec.brackets]
      .sort((a, b) => a.bracket - b.bracket)
      .map((row) => ({
        leverage: row.initialLeverage,
        cap: money(row.notionalCap),
        ratio: money(row.maintMarginRatio),
        cum: money(row.cum),
      })),
  };
}
