import { z } from 'zod';
import type { LeverageBracket } from '../money/leverage-brackets.ts';
import type { SymbolFilters } from '../money/symbol-filters.ts';
import type { SymbolSpec } from './engine-contract.ts';

type BracketRow = [leverage: number, cap: string, ratio: string, cum: string];

/**
 * BTCUSDT's leverage brackets since 2025-08-19. The first four rows are the exchange's published ones; the others
 * those of its 2024 table, moved by the 550 that the first rows' cum differ by.
 */
const BTCUSDT_BRACKETS: readonly BracketRow[] = [
  [150, '300000', '0.004', '0'],
  [100, '800000', '0.005', '300'],
  [75, '3000000', '0.0065', '1500'],
  [50, '12000000', '0.01', '12000'],
  [25, '70000000', '0.02', '132000'],
  [20, '100000000', '0.025', '482000'],
  [10, '230000000', '0.05', '2982000'],
  [5, '480000000', '0.1', '14482000'],
  [4, '600000000', '0.125', '26482000'],
  [3, '800000000', '0.15', '41482000'],
  [2, '1200000000', '0.25', '121482000'],
  [1, '1800000000', '0.5', '421482000'],
];

/** The BTCUSDT perpetual as in September 2026, with the fees of an account without a VIP level. */
export const BTCUSDT_SPEC: SymbolSpec = {
  filters: {
    symbol: 'BTCUSDT',
    tickSize: '0.10',
    minPrice: '556.80',
    maxPrice: '4529764',
    stepSize: '0.001',
    minQty: '0.001',
    maxQty: '1000',
    marketStepSize: '0.001',
    marketMinQty: '0.001',
    marketMaxQty: '120',
    minNotional: '50',
    multiplierUp: '1.0500',
    multiplierDown: '0.9500',
  },
  brackets: BTCUSDT_BRACKETS.map(([initialLeverage, notionalCap, maintMarginRatio, cum], index) => ({
    bracket: index + 1,
    initialLeverage,
    notionalFloor: BTCUSDT_BRACKETS[index - 1]?.[1] ?? '0',
    notionalCap,
    maintMarginRatio,
    cum,
  })),
  makerFee: '0.0002',
  takerFee: '0.0005',
  liquidationFee: '0.012500',
  pricePrecision: 2,
  quantityPrecision: 3,
  triggerProtect: '0.0500',
  maxOrders: 200,
  maxConditionals: 200,
};

const decimalText = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => /^\d+(\.\d+)?$/.test(text), 'is not a decimal number');
const count = z.coerce.number().int().nonnegative();

const filterShapes = {
  PRICE_FILTER: z.object({ tickSize: decimalText, minPrice: decimalText, maxPrice: decimalText }),
  LOT_SIZE: z.object({ stepSize: decimalText, minQty: decimalText, maxQty: decimalText }),
  MIN_NOTIONAL: z.object({ notional: decimalText }),
  PERCENT_PRICE: z.object({ multiplierUp: decimalText, multiplierDown: decimalText }),
  MAX_NUM_ORDERS: z.object({ limit: count }),
};

const symbolShape = z.object({
  symbol: z.string(),
  pricePrecision: count,
  quantityPrecision: count,
  liquidationFee: decimalText,
  triggerProtect: decimalText,
  filters: z.array(z.looseObject({ filterType: z.string() })),
});

const bracketsShape = z.object({
  symbol: z.string(),
  brackets: z
    .array(
      z.object({
        bracket: count,
        initialLeverage: count,
        notionalFloor: decimalText,
        notionalCap: decimalText,
        maintMarginRatio: decimalText,
        cum: decimalText,
      }),
    )
    .min(1),
});

/**
 * The spec of a symbol from one element of exchangeInfo's `symbols` and one of leverageBracket's array, with numbers
 * as numbers or as strings. Fees are the account's (commissionRate), so they are given. Throws RangeError naming what
 * is missing or malformed.
 */
export function parseBinanceSpec(
  exchangeInfoSymbol: unknown,
  leverageBracket: unknown,
  fees: { readonly maker: string; readonly taker: string },
): SymbolSpec {
  const info = parse(symbolShape, exchangeInfoSymbol, 'exchangeInfo symbol');
  const { symbol, brackets } = parse(bracketsShape, leverageBracket, 'leverageBracket');
  if (symbol !== info.symbol) throw new RangeError(`the leverage brackets are those of ${symbol}, not ${info.symbol}`);
  return {
    filters: parseBinanceFilters(exchangeInfoSymbol),
    brackets: [...brackets].sort((a: LeverageBracket, b: LeverageBracket) => a.bracket - b.bracket),
    makerFee: fees.maker,
    takerFee: fees.taker,
    liquidationFee: info.liquidationFee,
    pricePrecision: info.pricePrecision,
    quantityPrecision: info.quantityPrecision,
    triggerProtect: info.triggerProtect,
    maxOrders: filterOf(info, 'MAX_NUM_ORDERS').limit,
  };
}

/** The filters alone of one element of exchangeInfo's `symbols`. Throws RangeError like parseBinanceSpec. */
export function parseBinanceFilters(exchangeInfoSymbol: unknown): SymbolFilters {
  const info = parse(symbolShape, exchangeInfoSymbol, 'exchangeInfo symbol');
  const price = filterOf(info, 'PRICE_FILTER');
  const lot = filterOf(info, 'LOT_SIZE');
  const marketLot = parse(filterShapes.LOT_SIZE, rawFilter(info, 'MARKET_LOT_SIZE'), `${info.symbol} MARKET_LOT_SIZE`);
  const percent = filterOf(info, 'PERCENT_PRICE');
  return {
    symbol: info.symbol,
    tickSize: price.tickSize,
    minPrice: price.minPrice,
    maxPrice: price.maxPrice,
    stepSize: lot.stepSize,
    minQty: lot.minQty,
    maxQty: lot.maxQty,
    marketStepSize: marketLot.stepSize,
    marketMinQty: marketLot.minQty,
    marketMaxQty: marketLot.maxQty,
    minNotional: filterOf(info, 'MIN_NOTIONAL').notional,
    multiplierUp: percent.multiplierUp,
    multiplierDown: percent.multiplierDown,
  };
}

function filterOf<Type extends keyof typeof filterShapes>(
  info: z.infer<typeof symbolShape>,
  type: Type,
): z.infer<(typeof filterShapes)[Type]> {
  return parse(filterShapes[type], rawFilter(info, type), `${info.symbol} ${type}`) as z.infer<
    (typeof filterShapes)[Type]
  >;
}

function rawFilter(info: z.infer<typeof symbolShape>, type: string): unknown {
  return info.filters.find((filter) => filter.filterType === type);
}

function parse<Shape extends z.ZodType>(shape: Shape, value: unknown, what: string): z.infer<Shape> {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new RangeError(`${what}: ${issue?.path.join('.') || 'value'} ${issue?.message}`);
}
