import assert from 'node:assert/strict';
import fc from 'fast-check';
import { money } from '../../../core/money/decimal.ts';
import { greatestNotionalAt, isolatedLiquidationPrice } from '../../../core/risk/liquidation.ts';
import { sampleInputs } from './sample-inputs.ts';

const { brackets } = sampleInputs();

describe('isolated liquidation price', () => {
  it('of a 5x long of 1 BTC at 30,000 is where margin and maintenance meet', () => {
    // (6000 + 0 − 30000) / (0.004 − 1)
    const price = isolatedLiquidationPrice('LONG', money('1'), money('30000'), money('6000'), brackets);
    assert.equal(price?.toFixed(4), '24096.3855');
  });

  it('of a 5x short of 1 BTC at 30,000 lies above', () => {
    // (6000 + 0 + 30000) / (0.004 + 1)
    const price = isolatedLiquidationPrice('SHORT', money('1'), money('30000'), money('6000'), brackets);
    assert.equal(price?.toFixed(4), '35856.5737');
  });

  it('uses the bracket of the notional at the liquidation price, not at the entry', () => {
    // Long 10.5 at 30,000 = 315,000 (bracket 2); at 24,096 the notional is 253,000: bracket 1.
    const price = isolatedLiquidationPrice('LONG', money('10.5'), money('30000'), money('63000'), brackets);
    assert.equal(price?.toFixed(4), '24096.3855');
  });

  it('does not exist for a long that is fully paid', () => {
    assert.equal(isolatedLiquidationPrice('LONG', money('1'), money('30000'), money('30000'), brackets), undefined);
  });

  it('leaves exactly the maintenance margin, whatever the position', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('LONG' as const, 'SHORT' as const),
        fc.integer({ min: 1, max: 25_000 }),
        fc.integer({ min: 2, max: 20 }),
        (side, thousandths, leverage) => {
          const quantity = money(String(thousandths)).div(1000);
          const entry = money('30000');
          const margin = quantity.times(entry).div(leverage);
          const price = isolatedLiquidationPrice(side, quantity, entry, margin, brackets)!;
          const notional = price.times(quantity);
          const bracket = brackets.find((b) => notional.gte(b.notionalFloor) && notional.lt(b.notionalCap))!;
          const pnl = price
            .minus(entry)
            .times(quantity)
            .times(side === 'LONG' ? 1 : -1);
          const maintenance = notional.times(bracket.maintMarginRatio).minus(bracket.cum);
          assert.ok(margin.plus(pnl).minus(maintenance).abs().lt('1e-12'));
        },
      ),
    );
  });

  it('knows the greatest notional at a leverage', () => {
    assert.equal(greatestNotionalAt(brackets, 5).toString(), '800000');
    assert.equal(greatestNotionalAt(brackets, 125).toString(), '300000');
    assert.equal(greatestNotionalAt(brackets, 151).toString(), '0');
  });
});
