import assert from 'node:assert/strict';
import fc from 'fast-check';
import { kellyFraction } from '../../../core/risk/kelly.ts';

const NONE = { trades: 0, wins: 0, winBpsSum: 0, lossBpsSum: 0 };

describe('Kelly fraction', () => {
  it('is (p·R − q) / R for p and R pooled over own trades and prior', () => {
    const own = { trades: 20, wins: 8, winBpsSum: 160, lossBpsSum: 144 };
    const prior = { trades: 80, wins: 47, winBpsSum: 940, lossBpsSum: 396 };
    const p = 55 / 100;
    const R = 1100 / 55 / (540 / 45);
    const kelly = kellyFraction(own, prior);
    assert.ok(Math.abs(kelly.f - (p * R - (1 - p)) / R) < 1e-12);
    assert.equal(kelly.p, p);
    assert.equal(kelly.payoff, R);
    assert.equal(kelly.trades, 100);
  });

  it('is 0 at break-even: p 0.5 and R 1', () => {
    assert.equal(kellyFraction(NONE, { trades: 10, wins: 5, winBpsSum: 50, lossBpsSum: 50 }).f, 0);
  });

  it('is 0 without any trade: no evidence is no edge', () => {
    assert.equal(kellyFraction(NONE, NONE).f, 0);
  });

  it('is minus infinity when nothing was ever won', () => {
    assert.equal(kellyFraction({ trades: 3, wins: 0, winBpsSum: 0, lossBpsSum: 30 }, NONE).f, -Infinity);
  });

  it('is 1 when nothing was ever lost', () => {
    assert.equal(kellyFraction({ trades: 3, wins: 3, winBpsSum: 30, lossBpsSum: 0 }, NONE).f, 1);
  });

  it('lets losing trades of our own overrule a good prior', () => {
    const prior = { trades: 50, wins: 28, winBpsSum: 560, lossBpsSum: 330 };
    assert.ok(kellyFraction(NONE, prior).f > 0);
    assert.ok(kellyFraction({ trades: 200, wins: 80, winBpsSum: 800, lossBpsSum: 1800 }, prior).f < 0);
  });

  it('never exceeds 1, and has the sign of the mean net result', () => {
    const summary = fc
      .record({
        wins: fc.nat(500),
        losses: fc.nat(500),
        win: fc.double({ min: 0.01, max: 1000, noNaN: true }),
        loss: fc.double({ min: 0.01, max: 1000, noNaN: true }),
      })
      .map((s) => ({
        trades: s.wins + s.losses,
        wins: s.wins,
        winBpsSum: s.wins * s.win,
        lossBpsSum: s.losses * s.loss,
      }));
    fc.assert(
      fc.property(summary, summary, (own, prior) => {
        const { f } = kellyFraction(own, prior);
        assert.ok(f <= 1);
        const net = own.winBpsSum + prior.winBpsSum - own.lossBpsSum - prior.lossBpsSum;
        if (Math.abs(net) > 1e-6) assert.equal(f > 0, net > 0);
      }),
    );
  });
});
