import assert from 'node:assert/strict';
import { money } from '../../../core/money/decimal.ts';
import { levelsOf, levelsWithin, quantityForQuote, quoteOf, walkedPrice } from '../../../core/risk/book-depth.ts';

const asks = levelsOf([
  ['100', '1'],
  ['101', '2'],
  ['110', '5'],
]);

describe('book depth', () => {
  it('counts the levels within the band of the mid', () => {
    assert.equal(levelsWithin(asks, money('100'), 100).length, 2);
    assert.equal(quoteOf(levelsWithin(asks, money('100'), 100)).toString(), '302');
  });

  it('walks levels for a quantity', () => {
    assert.equal(walkedPrice(asks, money('1')).toString(), '100');
    assert.equal(walkedPrice(asks, money('2')).toString(), '100.5');
    assert.equal(walkedPrice(asks, money('3')).toFixed(6), '100.666667');
  });

  it('prices what the book does not hold at its last level', () => {
    assert.equal(walkedPrice(asks.slice(0, 1), money('2')).toString(), '100');
  });

  it('walks levels for an amount of quote', () => {
    assert.equal(quantityForQuote(asks, money('50')).toString(), '0.5');
    assert.equal(quantityForQuote(asks, money('201')).toString(), '2');
    assert.equal(quantityForQuote(asks, money('10000')).toString(), '8');
  });
});
