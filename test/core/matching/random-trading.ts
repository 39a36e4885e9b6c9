import fc from 'fast-check';
import { BTCUSDT_SPEC } from '../../../core/matching/binance-specs.ts';
import type { MatchingEngine } from '../../../core/matching/engine-contract.ts';
import { OrderRejected } from '../../../core/matching/engine-contract.ts';
import { createSyntheticBook } from '../../../core/matching/synthetic-book.ts';
import { START, SYMBOL } from './account-on-candles.ts';

/** One thing that happens to an account; sizes and distances are drawn so that much of it is accepted. */
export type Step =
  | { do: 'move'; kind: 'jump' | 'path'; price: number; markGap: number; funding?: string | undefined }
  | { do: 'market'; side: 'BUY' | 'SELL'; steps: number; reduceOnly: boolean }
  | {
      do: 'limit';
      side: 'BUY' | 'SELL';
      steps: number;
      offset: number;
      timeInForce: 'GTC' | 'IOC' | 'FOK' | 'GTX';
      reduceOnly: boolean;
    }
  | {
      do: 'conditional';
      side: 'BUY' | 'SELL';
      type: 'STOP_MARKET' | 'TAKE_PROFIT_MARKET' | 'STOP' | 'TAKE_PROFIT';
      steps: number;
      offset: number;
      mark: boolean;
      size: 'closePosition' | 'reduceOnly' | 'open';
      priceProtect: boolean;
    }
  | { do: 'cancel'; which: number; conditional: boolean }
  | { do: 'leverage'; leverage: number }
  | { do: 'marginType'; type: 'ISOLATED' | 'CROSSED' }
  | { do: 'transfer'; cents: number };

export const SPECS = { [SYMBOL]: BTCUSDT_SPEC };

const book = createSyntheticBook({ tickSize: '0.10', stepSize: '0.001', seed: 3, depthQuote: 300_000 });
const side = fc.constantFrom('BUY' as const, 'SELL' as const);
const steps = fc.oneof(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 0, max: 12_000 }));
const offset = fc.integer({ min: -20_000, max: 20_000 });
const price = fc.oneof(fc.integer({ min: 480_000, max: 520_000 }), fc.integer({ min: 250_000, max: 800_000 }));

const move = fc.record({
  do: fc.constant('move' as const),
  kind: fc.constantFrom('jump' as const, 'path' as const, 'path' as const),
  price,
  markGap: fc.oneof(fc.constant(0), fc.integer({ min: -3000, max: 3000 })),
  funding: fc.option(fc.constantFrom('0.0001', '-0.00025', '0.0375'), { nil: undefined, freq: 8 }),
});

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: move },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('market' as const), side, steps, reduceOnly: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('limit' as const),
      side,
      steps,
      offset,
      timeInForce: fc.constantFrom('GTC' as const, 'GTC' as const, 'IOC' as const, 'FOK' as const, 'GTX' as const),
      reduceOnly: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('conditional' as const),
      side,
      type: fc.constantFrom(
        'STOP_MARKET' as const,
        'TAKE_PROFIT_MARKET' as const,
        'STOP' as const,
        'TAKE_PROFIT' as const,
      ),
      steps,
      offset,
      mark: fc.boolean(),
      size: fc.constantFrom('closePosition' as const, 'reduceOnly' as const, 'open' as const),
      priceProtect: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat(5), conditional: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('leverage' as const), leverage: fc.constantFrom(1, 5, 20, 75, 125) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('marginType' as const),
      type: fc.constantFrom('ISOLATED' as const, 'CROSSED' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('transfer' as const), cents: fc.integer({ min: -9e6, max: 9e6 }) }),
  },
);

export const trading: fc.Arbitrary<Step[]> = fc.array(anyStep, { minLength: 5, maxLength: 60 });

/** Takes one step; true when it was accepted. What the engine refuses is part of the game, any other error is not. */
export function take(engine: MatchingEngine, step: Step, index: number): boolean {
  try {
    act(engine, step, index);
    return true;
  } catch (error) {
    if (error instanceof OrderRejected) return false;
    throw error;
  }
}

/** The market's first move, and the one after a restore, at the price where it stands. */
export function openMarket(engine: MatchingEngine, text: string, mark: string, time: number): void {
  engine.advance({ symbol: SYMBOL, time, kind: 'path', price: text, mark, bookAt: (at) => book(time, at) });
}

export function timeOf(index: number): number {
  return START + (index + 1) * 20_000;
}

function act(engine: MatchingEngine, step: Step, index: number): void {
  const time = timeOf(index);
  const clientId = `c${index % 40}`;
  switch (step.do) {
    case 'move': {
      const mark = ticks(step.price + step.markGap);
      engine.advance({
        symbol: SYMBOL,
        time,
        kind: step.kind,
        price: ticks(step.price),
        mark,
        bookAt: (at) => book(time, at),
        ...(step.funding !== undefined && { funding: { rate: step.funding } }),
      });
      return;
    }
    case 'market':
      engine.placeOrder(
        {
          symbol: SYMBOL,
          side: step.side,
          type: 'MARKET',
          quantity: lots(step.steps),
          reduceOnly: step.reduceOnly,
          clientId,
        },
        time,
      );
      return;
    case 'limit':
      engine.placeOrder(
        {
          symbol: SYMBOL,
          side: step.side,
          type: 'LIMIT',
          quantity: lots(step.steps),
          price: near(engine, step.offset),
          timeInForce: step.timeInForce,
          reduceOnly: step.reduceOnly,
          clientId,
        },
        time,
      );
      return;
    case 'conditional':
      engine.placeConditional(
        {
          symbol: SYMBOL,
          side: step.side,
          type: step.type,
          triggerPrice: near(engine, step.offset),
          ...(step.type.endsWith('MARKET') ? {} : { price: near(engine, step.offset + 30) }),
          ...(step.size === 'closePosition' ? {} : { quantity: lots(step.steps) }),
          workingType: step.mark ? 'MARK_PRICE' : 'CONTRACT_PRICE',
          closePosition: step.size === 'closePosition',
          reduceOnly: step.size === 'reduceOnly',
          priceProtect: step.priceProtect,
          clientId,
        },
        time,
      );
      return;
    case 'cancel': {
      if (step.conditional) {
        const open = engine.openConditionals(SYMBOL);
        const algoId = open[step.which % open.length]?.algoId ?? 0;
        engine.cancelConditional({ algoId }, time);
      } else {
        const open = engine.openOrders(SYMBOL);
        const orderId = open[step.which % open.length]?.orderId ?? 0;
        engine.cancelOrder(SYMBOL, { orderId }, time);
      }
      return;
    }
    case 'leverage':
      engine.setLeverage(SYMBOL, step.leverage);
      return;
    case 'marginType':
      engine.setMarginType(SYMBOL, step.type);
      return;
    case 'transfer':
      engine.transfer((step.cents / 100).toFixed(2), time);
  }
}

/** A price `offset` ticks from the mark. */
function near(engine: MatchingEngine, offsetTicks: number): string {
  return ticks(Math.round(Number(engine.position(SYMBOL).markPrice) * 10) + offsetTicks);
}

function ticks(count: number): string {
  return (count / 10).toFixed(1);
}

function lots(count: number): string {
  return (count / 1000).toFixed(3);
}
