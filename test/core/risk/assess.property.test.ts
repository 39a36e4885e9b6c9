import assert from 'node:assert/strict';
import fc from 'fast-check';
import { money } from '../../../core/money/decimal.ts';
import { assessRisk } from '../../../core/risk/assess.ts';
import type { ApprovedEntry, RiskInputs } from '../../../core/risk/verdict.ts';
import { codesOf, ladder, sampleInputs } from './sample-inputs.ts';

/** Markets, accounts and settings of every size, mostly good enough to trade on. */
const inputsArbitrary: fc.Arbitrary<RiskInputs> = fc
  .record({
    signal: fc.constantFrom('BUY' as const, 'SELL' as const),
    rules: fc.constantFrom('gated' as const, 'seed' as const),
    wallet: fc.integer({ min: 100, max: 2_000_000_000 }),
    equityShare: fc.double({ min: 0.951, max: 1.5, noNaN: true }),
    confidence: fc.double({ min: 0.35, max: 1, noNaN: true }),
    atr: fc.double({ min: 0.01, max: 300, noNaN: true }),
    price: fc.integer({ min: 10_000, max: 2_000_000 }),
    levelQuantity: fc.integer({ min: 1, max: 200_000 }),
    levelGap: fc.integer({ min: 1, max: 40 }),
    takerBps: fc.integer({ min: 0, max: 20 }),
    slippageBps: fc.double({ min: 0, max: 20, noNaN: true }),
    maxLossAtStop: fc.double({ min: 0.0001, max: 0.01, noNaN: true }),
    maxDepthShare: fc.double({ min: 0.01, max: 1, noNaN: true }),
    leverage: fc.constantFrom(1, 3, 5, 10),
    kellyScale: fc.double({ min: 0.05, max: 1, noNaN: true }),
    step: fc.constantFrom('0.001', '0.0001', '0.005'),
    wins: fc.integer({ min: 0, max: 100 }),
    win: fc.double({ min: 0.1, max: 100, noNaN: true }),
    loss: fc.double({ min: 0.1, max: 100, noNaN: true }),
  })
  .map((a) => {
    const wallet = (a.wallet / 100).toFixed(2);
    const equity = ((a.wallet / 100) * a.equityShare).toFixed(2);
    const best = a.price / 10;
    const spaced = (direction: 1 | -1) =>
      ladder(best + (direction === 1 ? 0.1 : 0), direction).map(
        ([price], i) =>
          [
            (Number(price) + direction * i * (a.levelGap - 1) * 0.1).toFixed(1),
            String(a.levelQuantity / 1000),
          ] as const,
      );
    const ask = best + 0.05;
    return sampleInputs(
      {
        account: { wallet, equity, available: wallet },
        dayStartEquity: wallet,
        bar: { open: ask, high: ask, low: ask, close: ask },
        book: { bids: spaced(-1), asks: spaced(1) },
        markPrice: ask.toFixed(2),
        filters: { marketStepSize: a.step, marketMinQty: a.step },
        fees: { taker: `${a.takerBps}e-4` },
        prediction: {
          signal: a.signal,
          confidence: a.confidence,
          atr14: a.atr,
          expectedMoveBps: a.signal === 'BUY' ? 500 : -500,
        },
        prior: { trades: 100, wins: a.wins, winBpsSum: a.wins * a.win, lossBpsSum: (100 - a.wins) * a.loss },
      },
      {
        rules: a.rules,
        slippageBps: a.slippageBps,
        maxLossAtStop: a.maxLossAtStop,
        maxDepthShare: a.maxDepthShare,
        leverage: a.leverage,
        kellyScale: a.kellyScale,
        minDepthQuote: 1,
        depthBandBps: 100,
        maxSpreadBps: 50,
      },
    );
  });

/** What the entry loses at its stop, counted anew: fill, tick-rounded stop, both fees, both slippages. */
function lossAtStop(inputs: RiskInputs, entry: ApprovedEntry) {
  const direction = entry.side === 'BUY' ? 1 : -1;
  const quantity = money(entry.quantity);
  const entryPrice = money(entry.referencePrice);
  const rounded = entryPrice
    .minus(money(entry.stopDistance).times(direction))
    .div(inputs.filters.tickSize)
    [direction === 1 ? 'floor' : 'ceil']()
    .times(inputs.filters.tickSize);
  const side = money(inputs.fees.taker).plus(money(String(inputs.limits.slippageBps)).div(10_000));
  const costs = entryPrice.plus(rounded).times(quantity).times(side);
  return entryPrice.minus(rounded).abs().times(quantity).plus(costs);
}

function approvals(check: (inputs: RiskInputs, entry: ApprovedEntry) => void): number {
  let approved = 0;
  fc.assert(
    fc.property(inputsArbitrary, (inputs) => {
      const verdict = assessRisk(inputs);
      assert.notEqual(codesOf(verdict)[0], 'INPUT_INVALID');
      if (!verdict.approved) return;
      approved++;
      check(inputs, verdict.entry);
    }),
    { numRuns: 600 },
  );
  return approved;
}

describe('an approved entry, whatever the inputs', () => {
  it('never loses more at the stop, with both fees and slippage, than the limit, and never more than 1 %', () => {
    const approved = approvals((inputs, entry) => {
      const loss = lossAtStop(inputs, entry);
      assert.ok(loss.lte(money(inputs.account.equity).times(inputs.limits.maxLossAtStop)), loss.toString());
      assert.ok(loss.lte(money(inputs.account.equity).times('0.01')));
    });
    assert.ok(approved > 100, `only ${approved} of the inputs were approved: the property says little`);
  });

  it('is on the step, at least the minimum and at most the largest order', () => {
    approvals(({ filters }, { quantity, notional }) => {
      assert.ok(money(quantity).mod(filters.marketStepSize).isZero());
      assert.ok(money(quantity).gte(filters.marketMinQty) && money(quantity).lte(filters.marketMaxQty));
      assert.ok(money(notional).gte(filters.minNotional));
    });
  });

  it('uses no more margin than Kelly gives, and no more of the depth than its share', () => {
    approvals(({ limits, account, prediction, prior, book }, entry) => {
      const p = prior.wins / prior.trades;
      const ratio = p === 1 ? 0 : prior.lossBpsSum / (prior.trades - prior.wins) / (prior.winBpsSum / prior.wins);
      const f = p - (1 - p) * ratio;
      const best = Number((entry.side === 'BUY' ? book.asks : book.bids)[0]![0]);
      const marginAtBest = (Number(entry.quantity) * best) / limits.leverage;
      const kelly = f * Number(account.wallet) * prediction.confidence * limits.kellyScale;
      assert.ok(marginAtBest <= kelly * (1 + 1e-9));
      const depth = (entry.side === 'BUY' ? book.asks : book.bids).reduce(
        (sum, [p, q]) => sum + Number(p) * Number(q),
        0,
      );
      assert.ok(Number(entry.notional) <= depth * limits.maxDepthShare * (1 + 1e-9));
    });
  });

  it('has a stop of 1.5 ATR, under gated rules at least 3 round trips wide, and a target a multiple further', () => {
    approvals(({ limits, prediction, fees, filters }, entry) => {
      const stop = Number(entry.stopDistance);
      const tick = Number(filters.tickSize);
      const floor = 3 * 2 * (Number(fees.taker) + limits.slippageBps / 10_000) * Number(entry.referencePrice) * 0.98;
      assert.ok(stop >= 1.5 * prediction.atr14 - 1e-9);
      if (limits.rules === 'gated') assert.ok(stop >= floor - tick);
      else assert.ok(stop < 1.5 * prediction.atr14 + tick + 1e-9);
      const target = Number(entry.targetDistance);
      assert.ok(target >= stop * limits.targetMultiple - 1e-9 && target < stop * limits.targetMultiple + tick + 1e-9);
      assert.ok(money(entry.stopDistance).mod(filters.tickSize).isZero());
    });
  });

  it('rests on an edge: f <= 0 never trades', () => {
    approvals((_inputs, { quantity }) => assert.ok(money(quantity).gt(0)));
    fc.assert(
      fc.property(inputsArbitrary, fc.integer({ min: 0, max: 50 }), (inputs, wins) => {
        const losing = { trades: 100, wins, winBpsSum: wins * 10, lossBpsSum: (100 - wins) * 10 };
        assert.ok(codesOf(assessRisk({ ...inputs, prior: losing })).includes('NO_EDGE'));
      }),
    );
  });
});

describe('the cost gate', () => {
  it('refuses still when costs are raised', () => {
    fc.assert(
      fc.property(
        inputsArbitrary,
        fc.double({ min: -100, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        (inputs, expectedMoveBps, more) => {
          const gated = (slippageBps: number): RiskInputs => ({
            ...inputs,
            prediction: { ...inputs.prediction, expectedMoveBps },
            limits: { ...inputs.limits, rules: 'gated', slippageBps },
          });
          const { slippageBps } = inputs.limits;
          fc.pre(codesOf(assessRisk(gated(slippageBps))).includes('COST_GATE'));
          assert.ok(codesOf(assessRisk(gated(slippageBps + more))).includes('COST_GATE'));
        },
      ),
    );
  });

  it('and the stop floor are all that seed rules leave out', () => {
    fc.assert(
      fc.property(inputsArbitrary, fc.double({ min: -100, max: 100, noNaN: true }), (inputs, expectedMoveBps) => {
        const under = (rules: 'gated' | 'seed') =>
          codesOf(
            assessRisk({
              ...inputs,
              // With a stop of its own range wider than the floor, the floor makes no difference.
              prediction: { ...inputs.prediction, expectedMoveBps, atr14: Number(inputs.markPrice) * 0.02 },
              limits: { ...inputs.limits, rules },
            }),
          );
        assert.deepEqual(
          under('seed'),
          under('gated').filter((code) => code !== 'COST_GATE'),
        );
      }),
    );
  });
});
