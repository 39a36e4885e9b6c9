import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EngineEvent, EngineOrder, MatchingEngine } from '../../../core/matching/engine-contract.ts';
import { createMatchingEngine, restoreMatchingEngine } from '../../../core/matching/matching-engine.ts';
import { money, Money } from '../../../core/money/decimal.ts';
import { isOnStep } from '../../../core/money/rounding.ts';
import { assertLedgerIdentity, START, SYMBOL } from './account-on-candles.ts';
import type { Step } from './random-trading.ts';
import { openMarket, SPECS, take, timeOf, trading } from './random-trading.ts';

const RUNS = { numRuns: 100 };
const STEP = money('0.001');
/** Where a path is cut, as shares of it: 0, 1 and equal shares make parts that stand still. */
const cutShares = fc.array(
  fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8),
  { minLength: 1, maxLength: 6 },
);

function opened(): MatchingEngine {
  const engine = createMatchingEngine({ symbols: SPECS, deposit: '50000', time: START });
  openMarket(engine, '50000.0', '50000.0', START);
  return engine;
}

function whatever(check: (engine: MatchingEngine, events: readonly EngineEvent[]) => void): void {
  fc.assert(
    fc.property(trading, (steps) => {
      const engine = opened();
      steps.forEach((step, index) => {
        take(engine, step, index);
        check(engine, engine.takeEvents());
      });
    }),
    RUNS,
  );
}

describe('whatever is done to an account', () => {
  it('the wallet is the sum of the ledger to the last digit, in 8 decimals', () => {
    whatever((engine) => {
      assertLedgerIdentity(engine);
      for (const entry of engine.ledger()) assert.ok(money(entry.amount).decimalPlaces() <= 8);
    });
  });

  it('the position is the sum of the fills', () => {
    whatever((engine) => {
      const sum = engine
        .fills(SYMBOL)
        .reduce(
          (total, fill) => (fill.side === 'BUY' ? total.plus(fill.quantity) : total.minus(fill.quantity)),
          new Money(0),
        );
      assert.equal(engine.position(SYMBOL).amount, sum.toString());
    });
  });

  it('the isolated wallet is never negative, and wallet = cross wallet + isolated wallet', () => {
    whatever((engine) => {
      const position = engine.position(SYMBOL);
      const balance = engine.balance();
      assert.ok(!money(position.isolatedWallet).isNegative() || money(position.isolatedWallet).isZero());
      assert.equal(money(balance.crossWallet).plus(position.isolatedWallet).toString(), balance.wallet);
      if (position.amount === '0') assert.equal(position.isolatedWallet, '0');
    });
  });

  it('the account never owes anything once it is flat, nor ever while its margin is isolated', () => {
    whatever((engine) => {
      const position = engine.position(SYMBOL);
      if (position.marginType === 'CROSSED' && position.amount !== '0') return;
      assert.ok(money(engine.balance().crossWallet).gte('-0.0000001'), engine.balance().crossWallet);
    });
  });

  it('an isolated position that a move only closes or funds costs no more than its isolated wallet', () => {
    fc.assert(
      fc.property(trading, (steps) => {
        const engine = opened();
        steps.forEach((step, index) => {
          const before = engine.position(SYMBOL);
          const wallet = money(engine.balance().wallet);
          const fills = engine.fills(SYMBOL).length;
          take(engine, step, index);
          const closing = before.amount.startsWith('-') ? 'BUY' : 'SELL';
          const openedMore = engine
            .fills(SYMBOL)
            .slice(fills)
            .some((fill) => fill.side !== closing);
          const turned = money(engine.position(SYMBOL).amount).times(before.amount).isNegative();
          if (step.do !== 'move' || before.marginType === 'CROSSED' || openedMore || turned) return;
          if (before.amount === '0') return;
          const lost = wallet.minus(engine.balance().wallet);
          assert.ok(lost.lte(before.isolatedWallet), `${lost.toString()} of ${before.isolatedWallet}`);
        });
      }),
      RUNS,
    );
  });

  it('every quantity is on the step, and an order has what its fills add up to', () => {
    whatever((engine) => {
      const filled = new Map<number, Money>();
      for (const fill of engine.fills(SYMBOL)) {
        assert.ok(isOnStep(money(fill.quantity), STEP) && money(fill.quantity).gt(0));
        filled.set(fill.orderId, (filled.get(fill.orderId) ?? new Money(0)).plus(fill.quantity));
      }
      for (const order of engine.orders(SYMBOL)) {
        assert.ok(isOnStep(money(order.quantity), STEP));
        assert.equal(order.executedQuantity, (filled.get(order.orderId) ?? new Money(0)).toString());
        assert.ok(money(order.executedQuantity).lte(order.quantity));
        assert.equal(order.status === 'FILLED', order.executedQuantity === order.quantity);
      }
    });
  });

  it('an isolated position has margin above its maintenance margin after every move, or is gone', () => {
    fc.assert(
      fc.property(trading, (steps) => {
        const engine = opened();
        steps.forEach((step, index) => {
          take(engine, step, index);
          const position = engine.position(SYMBOL);
          if (step.do !== 'move' || position.marginType === 'CROSSED' || position.amount === '0') return;
          const margin = money(position.isolatedWallet).plus(position.unrealised);
          assert.ok(margin.gte(money(position.maintenanceMargin).minus('0.00001')), JSON.stringify(position));
        });
      }),
      RUNS,
    );
  });

  it('nothing that only closes a position outlives it', () => {
    whatever((engine) => {
      const { amount } = engine.position(SYMBOL);
      const closing = amount === '0' ? undefined : amount.startsWith('-') ? 'BUY' : 'SELL';
      for (const one of engine.openConditionals()) if (one.closePosition) assert.equal(one.side, closing);
      for (const order of engine.openOrders()) if (order.reduceOnly) assert.equal(order.side, closing);
    });
  });

  it('reduce-only orders never open or turn a position', () => {
    fc.assert(
      fc.property(trading, (steps) => {
        const engine = opened();
        steps.forEach((step, index) => take(engine, step, index));
        const reduceOnly = new Set(engine.orders(SYMBOL).flatMap((order) => (order.reduceOnly ? [order.orderId] : [])));
        let amount = new Money(0);
        for (const fill of engine.fills(SYMBOL)) {
          const after = fill.side === 'BUY' ? amount.plus(fill.quantity) : amount.minus(fill.quantity);
          if (reduceOnly.has(fill.orderId)) {
            assert.ok((after.abs().lt(amount.abs()) && !after.times(amount).isNegative()) || after.isZero());
          }
          amount = after;
        }
      }),
      RUNS,
    );
  });

  it('when it is flat, the PnL booked is the money that changed hands', () => {
    whatever((engine) => {
      if (engine.position(SYMBOL).amount !== '0') return;
      let cash = new Money(0);
      let pnl = new Money(0);
      for (const fill of engine.fills(SYMBOL)) {
        cash = fill.side === 'SELL' ? cash.plus(fill.quoteQuantity) : cash.minus(fill.quoteQuantity);
        pnl = pnl.plus(fill.realizedPnl);
      }
      assert.equal(pnl.toString(), cash.toString());
    });
  });

  it('its events alone tell its orders, conditionals, fills and wallet', () => {
    fc.assert(
      fc.property(trading, (steps) => {
        const engine = opened();
        const orders = new Map<number, EngineOrder>();
        const conditionals = new Map<number, unknown>();
        const fills: unknown[] = [];
        let wallet = '0';
        const hear = (events: readonly EngineEvent[]) => {
          for (const event of events) {
            if (event.type === 'order') {
              orders.set(event.order.orderId, event.order);
              if (event.fill) fills.push(event.fill);
            } else if (event.type === 'conditional') conditionals.set(event.conditional.algoId, event.conditional);
            else wallet = event.balance.wallet;
          }
        };
        hear(engine.takeEvents());
        steps.forEach((step, index) => {
          take(engine, step, index);
          hear(engine.takeEvents());
        });
        assert.deepEqual([...orders.values()], engine.orders(SYMBOL));
        assert.deepEqual([...conditionals.values()], engine.conditionals(SYMBOL));
        assert.deepEqual(fills, engine.fills(SYMBOL));
        assert.equal(wallet, engine.balance().wallet);
      }),
      RUNS,
    );
  });

  it('it goes on the same from a snapshot, whole or live with its history kept apart', () => {
    fc.assert(
      fc.property(trading, fc.nat(59), fc.boolean(), (steps, cut, live) => {
        const engine = opened();
        const at = Math.min(cut, steps.length - 1);
        steps.slice(0, at).forEach((step, index) => take(engine, step, index));
        const restored = restoredFrom(engine, live);
        const { price, mark } = standing(steps, at);
        for (const one of [engine, restored]) openMarket(one, price, mark, timeOf(at - 1));
        steps.slice(at).forEach((step, index) => {
          assert.equal(take(restored, step, at + index), take(engine, step, at + index));
        });
        assert.deepEqual(restored.snapshot(), engine.snapshot());
        assert.deepEqual(restored.takeEvents(), engine.takeEvents());
        assert.deepEqual(restored.balance(), engine.balance());
        assert.deepEqual(restored.position(SYMBOL), engine.position(SYMBOL));
      }),
      RUNS,
    );
  });

  it('a path gives the same fills in one move and in many', () => {
    fc.assert(
      fc.property(trading, cutShares, (steps, cuts) => {
        const [whole, split] = [opened(), opened()];
        let from = 500_000;
        steps.forEach((drawn, index) => {
          const step = withMarkAtPrice(drawn);
          take(whole, step, index);
          for (const part of inParts(step, from, cuts)) take(split, part, index);
          if (step.do === 'move') from = step.price;
        });
        assert.deepEqual(split.fills(SYMBOL), whole.fills(SYMBOL));
        assert.deepEqual(split.ledger(), whole.ledger());
        assert.deepEqual(split.openOrders(), whole.openOrders());
        assert.deepEqual(split.openConditionals(), whole.openConditionals());
      }),
      RUNS,
    );
  });

  it('the same steps give the same account', () => {
    fc.assert(
      fc.property(trading, (steps) => {
        const [one, other] = [opened(), opened()];
        steps.forEach((step, index) => {
          take(one, step, index);
          take(other, step, index);
        });
        assert.deepEqual(one.snapshot(), other.snapshot());
      }),
      { numRuns: 50 },
    );
  });
});

function restoredFrom(engine: MatchingEngine, live: boolean): MatchingEngine {
  const snapshot = JSON.parse(JSON.stringify(engine.snapshot({ history: !live }))) as unknown;
  if (!live) return restoreMatchingEngine(snapshot, SPECS);
  return restoreMatchingEngine(snapshot, SPECS, {
    orders: engine.orders(SYMBOL),
    conditionals: engine.conditionals(SYMBOL),
    fills: engine.fills(SYMBOL),
    ledger: engine.ledger(),
  });
}

/** Where the market stands before step `at`. */
function standing(steps: readonly Step[], at: number): { price: string; mark: string } {
  const last = steps.slice(0, at).findLast((step) => step.do === 'move');
  if (last?.do !== 'move') return { price: '50000.0', mark: '50000.0' };
  return { price: (last.price / 10).toFixed(1), mark: ((last.price + last.markGap) / 10).toFixed(1) };
}

/** The mark at the price, as on simulated and replayed markets, and no funding, which every part would pay. */
function withMarkAtPrice(drawn: Step): Step {
  return drawn.do === 'move' ? { ...drawn, markGap: 0, funding: undefined } : drawn;
}

/** A path as several on the same way, `cuts` of which lie at these shares of it, in any order; anything else as it is. */
function inParts(step: Step, from: number, cuts: readonly number[]): Step[] {
  if (step.do !== 'move' || step.kind === 'jump') return [step];
  const way = step.price - from;
  const shares = [...cuts, 1].sort((a, b) => a - b);
  return shares.map((share) => ({ ...step, price: from + Math.round(way * share) }));
}
