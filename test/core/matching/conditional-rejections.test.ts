import assert from 'node:assert/strict';
import type { NewConditional } from '../../../core/matching/engine-contract.ts';
import { openAccount, refusal, SYMBOL } from './account-on-candles.ts';

describe('refusals of a conditional order', () => {
  const table: [name: string, order: Partial<NewConditional>, refused: string][] = [
    [
      'no quantity',
      { closePosition: false },
      "-1102 Mandatory parameter 'quantity' was not sent, was empty/null, or malformed.",
    ],
    [
      'trigger price that is no number',
      { triggerPrice: 'x' },
      "-1102 Mandatory parameter 'triggerprice' was not sent, was empty/null, or malformed.",
    ],
    [
      'STOP without a price',
      { type: 'STOP', quantity: '1', closePosition: false },
      "-1102 Mandatory parameter 'price' was not sent, was empty/null, or malformed.",
    ],
    ['STOP_MARKET with a price', { price: '49000' }, "-1106 Parameter 'price' sent when not required."],
    ['STOP_MARKET with IOC', { timeInForce: 'IOC' }, "-1106 Parameter 'timeinforce' sent when not required."],
    ['closePosition with reduceOnly', { reduceOnly: true }, "-1106 Parameter 'reduceonly' sent when not required."],
    [
      'trigger price with too many decimals',
      { triggerPrice: '49000.001' },
      '-1111 Precision is over the maximum defined for this asset.',
    ],
    ['stop above the price', { triggerPrice: '50000' }, '-2021 Order would immediately trigger.'],
    [
      'take-profit below the price',
      { type: 'TAKE_PROFIT_MARKET', triggerPrice: '50000' },
      '-2021 Order would immediately trigger.',
    ],
    ['quantity of zero', { quantity: '0', closePosition: false }, '-4003 Quantity less than or equal to zero.'],
    [
      'quantity above the greatest of MARKET',
      { quantity: '121', closePosition: false },
      '-4005 Quantity greater than max quantity.',
    ],
    ['trigger price off the tick', { triggerPrice: '49000.05' }, '-4014 Price not increased by tick size.'],
    [
      'limit price off the tick',
      { type: 'STOP', price: '48000.05', quantity: '1', closePosition: false },
      '-4014 Price not increased by tick size.',
    ],
    ['malformed client id', { clientId: '' }, '-4015 Client order id is not valid.'],
    [
      'closePosition with a limit type',
      { type: 'TAKE_PROFIT', price: '51000', triggerPrice: '51000' },
      '-4136 Target strategy invalid for orderType TAKE_PROFIT,closePosition true',
    ],
    [
      'closePosition with a quantity',
      { quantity: '1', closePosition: true },
      '-4137 Quantity must be zero with closePosition equals true.',
    ],
    [
      'too little',
      { quantity: '0.001', closePosition: false },
      "-4164 Order's notional must be no smaller than 50 (unless you choose reduce only).",
    ],
    [
      'closePosition on the side of the position',
      { side: 'BUY', triggerPrice: '51000' },
      '-4509 Time in Force (TIF) GTE can only be used with open positions. Please ensure that positions are available.',
    ],
  ];
  for (const [name, order, refused] of table) {
    it(`${refused.split(' ')[0]}: ${name}`, () => {
      const { engine, buy, stop } = openAccount();
      buy('1');
      assert.equal(
        refusal(engine, () => stop('SELL', '49000', order)),
        refused,
      );
    });
  }

  it('-4509: closePosition without a position', () => {
    const { engine, stop } = openAccount();
    assert.equal(
      refusal(engine, () => stop('SELL', '49000')),
      '-4509 Time in Force (TIF) GTE can only be used with open positions. Please ensure that positions are available.',
    );
  });

  it('-4130: a second closePosition stop, or target, in the same direction', () => {
    const { engine, buy, stop, target } = openAccount();
    buy('1');
    stop('SELL', '49000');
    target('SELL', '51000');
    const refused = '-4130 An open stop or take profit order with GTE and closePosition in the direction is existing.';
    assert.equal(
      refusal(engine, () => stop('SELL', '48000')),
      refused,
    );
    assert.equal(
      refusal(engine, () => target('SELL', '52000')),
      refused,
    );
  });

  it('-4116: a client id that is taken, only as long as the first conditional waits', () => {
    const { engine, buy, stop, now } = openAccount();
    buy('1');
    stop('SELL', '49000', { clientId: 'stop' });
    assert.equal(
      refusal(engine, () => stop('SELL', '48000', { clientId: 'stop', quantity: '1' })),
      '-4116 ClientOrderId is duplicated.',
    );
    engine.cancelConditional({ clientId: 'stop' }, now());
    stop('SELL', '48000', { clientId: 'stop' });
    assert.equal(engine.findConditional({ clientId: 'stop' })?.triggerPrice, '48000');
  });

  it('-4045: more conditional orders than allowed', () => {
    const { engine, stop } = openAccount({ spec: { maxConditionals: 2 } });
    stop('BUY', '51000', { quantity: '0.01' });
    stop('BUY', '51000', { quantity: '0.01' });
    assert.equal(
      refusal(engine, () => stop('BUY', '51000', { quantity: '0.01' })),
      '-4045 Reach max stop order limit.',
    );
  });

  it('goes by the mark price where the order says so', () => {
    const { engine, buy, stop, move } = openAccount();
    buy('1');
    move('50000', { mark: '49500' });
    assert.equal(
      refusal(engine, () => stop('SELL', '49600', { workingType: 'MARK_PRICE' })),
      '-2021 Order would immediately trigger.',
    );
    stop('SELL', '49600', { workingType: 'CONTRACT_PRICE' });
  });

  it('accepts without a look at the margin, and reduce-only without a position', () => {
    const { engine, stop } = openAccount({ deposit: '10' });
    stop('BUY', '51000', { quantity: '5' });
    stop('SELL', '49000', { quantity: '5', reduceOnly: true });
    assert.equal(engine.openConditionals(SYMBOL).length, 2);
  });
});
