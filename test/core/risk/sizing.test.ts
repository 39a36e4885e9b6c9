import assert from 'node:assert/strict';
import { assessRisk } from '../../../core/risk/assess.ts';
import type { RiskInputs } from '../../../core/risk/verdict.ts';
import { codesOf, ladder, sampleInputs } from './sample-inputs.ts';

/** A record so good that Kelly never is what bounds the size: f = 0.9 − 0.1 × 0.5. */
const GREAT = { trades: 100, wins: 90, winBpsSum: 900, lossBpsSum: 50 };
const SURE = { confidence: 1, probabilities: [0, 0, 1] as const };

function sized(inputs: RiskInputs): [quantity: string, boundBy: unknown] {
  const verdict = assessRisk(inputs);
  assert.ok(verdict.approved, codesOf(verdict).join());
  return [verdict.entry.quantity, verdict.numbers.boundBy];
}

describe('the size of an entry', () => {
  it('is f × balance × confidence × 0.5 of margin at 5x, rounded down to the step', () => {
    // f = 0.55 − 0.45 × 0.75 = 0.2125; 0.2125 × 10000 × 0.6 × 0.5 = 637.5; × 5 / 30010.1 = 0.10621
    assert.deepEqual(sized(sampleInputs()), ['0.106', 'kelly']);
  });

  it('is shrunk to lose no more than the limit: the stop, a tick of rounding, fees and slippage', () => {
    // Stop 3.0 and a tick of 0.1 at no cost: 10000 × 0.0001 / 3.1 = 0.3226
    const free = sampleInputs(
      { prior: GREAT, prediction: { ...SURE, atr14: 2 }, fees: { taker: '0' } },
      { rules: 'seed', slippageBps: 0, maxLossAtStop: 0.0001 },
    );
    assert.deepEqual(sized(free), ['0.322', 'loss at stop']);
    // The same with 5.5 bps a side: 3.1 + (2 × 30010.1 + 3.1) × 0.00055 = 36.1128; 10000 × 0.001 / 36.1128 = 0.2769
    const charged = sampleInputs(
      { prior: GREAT, prediction: { ...SURE, atr14: 2 } },
      { rules: 'seed', maxLossAtStop: 0.001 },
    );
    assert.deepEqual(sized(charged), ['0.276', 'loss at stop']);
  });

  it('counts the loss at the best price too, where a smaller order would be filled there at higher fees', () => {
    // 18 % of costs make 5,400 a unit at the best bid and 5,346 at the walked one; 5.4 may be lost.
    const inputs = sampleInputs(
      {
        account: { wallet: '540', equity: '540', available: '540' },
        dayStartEquity: '540',
        fees: { taker: '0.09' },
        prior: GREAT,
        prediction: { signal: 'SELL', confidence: 1, probabilities: [1, 0, 0], atr14: 1 },
        book: {
          asks: ladder(30_000.1, 1),
          bids: [
            ['30000.0', '0.001'],
            ['29700.0', '100'],
          ],
        },
      },
      { rules: 'seed', slippageBps: 0, depthBandBps: 200 },
    );
    assert.equal(codesOf(assessRisk(inputs))[0], 'BELOW_MIN_QTY');
  });

  it('is shrunk to its share of the depth', () => {
    // 10 % of 20 levels of 0.1 at about 30,011 is worth 6,002: 0.2 of the first two levels.
    const inputs = sampleInputs({ prior: GREAT, prediction: SURE, book: { asks: ladder(30_010.1, 1, '0.1') } });
    assert.deepEqual(sized(inputs), ['0.2', 'depth share']);
  });

  it('is shrunk to the largest market order', () => {
    const inputs = sampleInputs({ prior: GREAT, prediction: SURE, filters: { marketMaxQty: '0.05' } });
    assert.deepEqual(sized(inputs), ['0.05', 'largest order']);
  });

  it('is rounded down, never up, also on steps that do not divide ten', () => {
    assert.deepEqual(sized(sampleInputs({ filters: { marketStepSize: '0.03' } })), ['0.09', 'kelly']);
  });

  it('assumes the price of the book walked for it', () => {
    const asks = [
      ['30010.1', '0.05'],
      ['30020.1', '50'],
    ] as const;
    const verdict = assessRisk(sampleInputs({ book: { asks } }));
    assert.ok(verdict.approved);
    // 0.05 at the first level, 0.056 at the second.
    assert.equal(verdict.entry.quantity, '0.106');
    assert.equal(verdict.entry.referencePrice, '30015.38301887');
  });
});
