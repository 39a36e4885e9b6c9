import assert from 'node:assert/strict';
import type { NewOrder } from '../../../core/matching/engine-contract.ts';
import { bottomlessBook, limit, openAccount, refusal, START, SYMBOL } from './account-on-candles.ts';

describe('refusals of an order', () => {
  const table: [name: string, quantity: string, order: Partial<NewOrder>, refused: string][] = [
    [
      'quantity that is no number',
      'ten',
      {},
      "-1102 Mandatory parameter 'quantity' was not sent, was empty/null, or malformed.",
    ],
    [
      'quantity that is not finite',
      'Infinity',
      {},
      "-1102 Mandatory parameter 'quantity' was not sent, was empty/null, or malformed.",
    ],
    [
      'LIMIT without a price',
      '1',
      { type: 'LIMIT', timeInForce: 'GTC' },
      "-1102 Mandatory parameter 'price' was not sent, was empty/null, or malformed.",
    ],
    [
      'LIMIT without a time in force',
      '1',
      { type: 'LIMIT', price: '50000' },
      "-1102 Mandatory parameter 'timeinforce' was not sent, was empty/null, or malformed.",
    ],
    [
      'GTD without its date',
      '1',
      limit('50000', 'GTD'),
      "-1102 Mandatory parameter 'goodtilldate' was not sent, was empty/null, or malformed.",
    ],
    ['MARKET with a price', '1', { price: '50000' }, "-1106 Parameter 'price' sent when not required."],
    [
      'MARKET with a time in force',
      '1',
      { timeInForce: 'GTC' },
      "-1106 Parameter 'timeinforce' sent when not required.",
    ],
    [
      'GTC with a GTD date',
      '1',
      { ...limit('50000'), goodTillDate: START + 3_600_000 },
      "-1106 Parameter 'goodtilldate' sent when not required.",
    ],
    ['quantity with too many decimals', '0.0015', {}, '-1111 Precision is over the maximum defined for this asset.'],
    [
      'price with too many decimals',
      '1',
      limit('50000.005'),
      '-1111 Precision is over the maximum defined for this asset.',
    ],
    ['symbol that is not traded', '1', { symbol: 'ETHUSDT' }, '-1121 Invalid symbol.'],
    ['more than the margin allows', '10.001', {}, '-2019 Margin is insufficient.'],
    ['reduce-only without a position', '1', { reduceOnly: true }, '-2022 ReduceOnly Order is rejected.'],
    ['price of zero', '1', limit('0'), '-4001 Price less than 0.'],
    ['price above the greatest', '1', limit('5000000'), '-4002 Price greater than max price.'],
    ['quantity of zero', '0', {}, '-4003 Quantity less than or equal to zero.'],
    ['negative quantity', '-1', {}, '-4003 Quantity less than or equal to zero.'],
    ['MARKET quantity above the greatest', '120.001', {}, '-4005 Quantity greater than max quantity.'],
    ['LIMIT quantity above the greatest', '1000.001', limit('50000'), '-4005 Quantity greater than max quantity.'],
    ['price below the least', '1', limit('556.7'), '-4013 Price less than min price.'],
    ['price off the tick', '1', limit('50000.05'), '-4014 Price not increased by tick size.'],
    ['client id of strange letters', '1', { clientId: 'no spaces' }, '-4015 Client order id is not valid.'],
    ['client id of 37 letters', '1', { clientId: 'x'.repeat(37) }, '-4015 Client order id is not valid.'],
    ['buy far above the mark', '1', limit('52500.1'), "-4016 Limit price can't be higher than 52500."],
    [
      'buy of too little',
      '0.001',
      limit('49999.9'),
      "-4164 Order's notional must be no smaller than 50 (unless you choose reduce only).",
    ],
    [
      'FOK that the book cannot fill',
      '1',
      limit('49999.9', 'FOK'),
      '-5021 Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history.',
    ],
    [
      'post-only that would trade',
      '1',
      limit('50000', 'GTX'),
      '-5022 Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history.',
    ],
    [
      'GTD that ends too soon',
      '1',
      { ...limit('50000', 'GTD'), goodTillDate: START + 600_000 },
      '-5040 The goodTillDate timestamp must be greater than the current time plus 600 seconds and smaller than 253402300799000.',
    ],
  ];
  for (const [name, quantity, order, refused] of table) {
    it(`${refused.split(' ')[0]}: ${name}`, () => {
      const account = openAccount();
      assert.equal(
        refusal(account.engine, () => account.buy(quantity, order)),
        refused,
      );
    });
  }

  it('-4024: sell far below the mark', () => {
    const { engine, sell } = openAccount();
    assert.equal(
      refusal(engine, () => sell('1', limit('47499.9'))),
      "-4024 Limit price can't be lower than 47500.",
    );
  });

  it('-4004: quantity below the least', () => {
    const { engine, buy } = openAccount({ spec: { quantityPrecision: 4 } });
    assert.equal(
      refusal(engine, () => buy('0.0009')),
      '-4004 Quantity less than min quantity.',
    );
  });

  it('-4023: quantity off a step that is coarser than the precision', () => {
    const { engine, buy } = openAccount({ spec: { quantityPrecision: 4 } });
    assert.equal(
      refusal(engine, () => buy('0.0015')),
      '-4023 Quantity not increased by step size.',
    );
  });

  it('-4164: the minimum notional holds for what closes without saying reduce-only, not for what says so', () => {
    const { engine, buy, sell, position } = openAccount({ price: '40000' });
    buy('0.002');
    assert.equal(
      refusal(engine, () => sell('0.001')),
      "-4164 Order's notional must be no smaller than 50 (unless you choose reduce only).",
    );
    sell('0.001', { reduceOnly: true });
    assert.equal(position(), '0.001');
  });

  it('-2022: reduce-only that would add to the position', () => {
    const { engine, buy } = openAccount();
    buy('1');
    assert.equal(
      refusal(engine, () => buy('1', { reduceOnly: true })),
      '-2022 ReduceOnly Order is rejected.',
    );
  });

  it('-2025: more open orders than allowed, while what does not rest still trades', () => {
    const { engine, buy, position } = openAccount({ spec: { maxOrders: 2 } });
    buy('0.01', limit('49000'));
    buy('0.01', limit('49000'));
    assert.equal(
      refusal(engine, () => buy('0.01', limit('49000'))),
      '-2025 Reach max open order limit.',
    );
    buy('0.01');
    assert.equal(position(), '0.01');
  });

  it('-2027: a position beyond the greatest notional of the leverage', () => {
    const { engine, buy } = openAccount({ leverage: 150 });
    assert.equal(
      refusal(engine, () => buy('6.001')),
      '-2027 Exceeded the maximum allowable position at current leverage.',
    );
    buy('6');
  });

  it('-4116: a client id that is taken, only as long as the first order is open', () => {
    const { engine, buy } = openAccount();
    buy('0.1', { ...limit('49000'), clientId: 'twice' });
    assert.equal(
      refusal(engine, () => buy('0.1', { clientId: 'twice' })),
      '-4116 ClientOrderId is duplicated.',
    );
    engine.cancelOrder(SYMBOL, { clientId: 'twice' }, START);
    buy('0.1', { clientId: 'twice' });
    buy('0.1', { clientId: 'twice' });
    assert.equal(engine.findOrder(SYMBOL, { clientId: 'twice' })?.orderId, 3);
  });

  it('-4131: nobody on the other side', () => {
    const { engine, buy } = openAccount({ bookAt: (price) => ({ bids: [[price, '1']], asks: [] }) });
    assert.equal(
      refusal(engine, () => buy('1')),
      "-4131 The counterparty's best price does not meet the PERCENT_PRICE filter limit.",
    );
  });

  it('-4131: the best price on the other side is outside the percent-price band', () => {
    const { engine, buy } = openAccount({ bookAt: () => ({ bids: [['49999', '1']], asks: [['52500.1', '1']] }) });
    assert.equal(
      refusal(engine, () => buy('1')),
      "-4131 The counterparty's best price does not meet the PERCENT_PRICE filter limit.",
    );
  });

  it('-2011: cancelling what is not open', () => {
    const { engine, buy } = openAccount();
    const { orderId } = buy('1');
    for (const by of [{ orderId }, { orderId: 99 }, { clientId: 'never' }, {}]) {
      assert.equal(
        refusal(engine, () => engine.cancelOrder(SYMBOL, by, START)),
        '-2011 Unknown order sent.',
      );
      assert.equal(
        refusal(engine, () => engine.cancelConditional({ algoId: 7 }, START)),
        '-2011 Unknown order sent.',
      );
    }
  });

  it('says the same when an order is only checked, and an accepted check changes nothing', () => {
    const { engine } = openAccount();
    const order = { symbol: SYMBOL, side: 'BUY', type: 'MARKET', clientId: 'test' } as const;
    assert.equal(
      refusal(engine, () => engine.checkOrder({ ...order, quantity: '10.001' }, START)),
      '-2019 Margin is insufficient.',
    );
    const before = JSON.stringify(engine.snapshot());
    engine.checkOrder({ ...order, quantity: '1' }, START);
    assert.equal(JSON.stringify(engine.snapshot()), before);
  });

  it('throws RangeError, not a refusal, for a market that moves to no price', () => {
    const { move } = openAccount({ bookAt: bottomlessBook });
    for (const price of ['0', '-1', 'NaN', '', 'Infinity']) assert.throws(() => move(price), RangeError);
  });
});
