import assert from 'node:assert/strict';
import { randomEntry } from '../../../core/rules/random-entry.ts';
import { signalOf } from '../../../core/rules/signal-rule.ts';

const MINUTE = 60_000;
const NOTHING = new Float64Array(0);
const START = Date.UTC(2023, 0, 1);

function signals(seed: number, entryShare: number, minutes = 20_000): string[] {
  const rule = randomEntry({ seed, entryShare, claimedMoveBps: 40 });
  return Array.from(
    { length: minutes },
    (_, minute) => signalOf(rule.opinionOf(NOTHING, START + minute * MINUTE).probabilities).signal,
  );
}

describe('random entry', () => {
  it('enters in the share of minutes that it was given, to both sides alike', () => {
    const drawn = signals(1, 0.05);
    const buys = drawn.filter((signal) => signal === 'BUY').length;
    const sells = drawn.filter((signal) => signal === 'SELL').length;
    // 1,000 expected; five standard deviations of a binomial are 154 of all and 79 of half the difference.
    assert.ok(Math.abs(buys + sells - 1_000) < 154, `${buys + sells}`);
    assert.ok(Math.abs(buys - sells) < 158, `${buys} to ${sells}`);
  });

  it('draws the same minutes for a seed, other ones for another, and none or all at the ends', () => {
    assert.deepEqual(signals(7, 0.1, 500), signals(7, 0.1, 500));
    assert.notDeepEqual(signals(7, 0.1, 500), signals(8, 0.1, 500));
    assert.deepEqual(new Set(signals(7, 0, 500)), new Set(['HOLD']));
    assert.ok(!signals(7, 1, 500).includes('HOLD'));
  });

  it('refuses a share that is none', () => {
    assert.throws(() => randomEntry({ seed: 1, entryShare: 1.5, claimedMoveBps: 40 }), /entryShare 1\.5 .* 0 to 1/);
    assert.throws(() => randomEntry({ seed: 1, entryShare: NaN, claimedMoveBps: 40 }), /entryShare NaN/);
  });
});
