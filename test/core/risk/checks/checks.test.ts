import assert from 'node:assert/strict';
import { assessRisk } from '../../../../core/risk/assess.ts';
import type { RiskInputs } from '../../../../core/risk/verdict.ts';
import { BAR_TIME, codesOf, ladder, sampleInputs } from '../sample-inputs.ts';

type Case = readonly [what: string, inputs: RiskInputs, codes: readonly string[]];

const close = BAR_TIME + 60_000;
const sell = (expectedMoveBps: number) => ({
  signal: 'SELL' as const,
  probabilities: [0.6, 0.3, 0.1] as const,
  expectedMoveBps,
});

const SMALL_BRACKETS = sampleInputs().brackets.map((b) => ({
  ...b,
  initialLeverage: b.bracket === 1 ? 5 : 3,
  notionalCap: b.bracket === 1 ? '3000' : b.notionalCap,
  notionalFloor: b.bracket === 2 ? '3000' : b.notionalFloor,
  cum: '0',
}));

const CASES: readonly Case[] = [
  ['the sample as it stands', sampleInputs(), []],
  ['a HOLD, and nothing else is looked at', sampleInputs({ prediction: { signal: 'HOLD' }, barAgeMs: 1e6 }), ['HOLD']],

  ['a long that is open', sampleInputs({ account: { positionAmt: '0.001' } }), ['POSITION_OPEN']],
  ['a short that is open', sampleInputs({ account: { positionAmt: '-0.001' } }), ['POSITION_OPEN']],
  ['equity 5 % below the day', sampleInputs({ account: { equity: '9500' } }), ['DAILY_DRAWDOWN']],
  ['equity 4.99 % below the day', sampleInputs({ account: { equity: '9501' } }), []],

  ['a bar of just the limit', sampleInputs({ barAgeMs: 60_000 }), []],
  ['a bar past the limit', sampleInputs({ barAgeMs: 60_001 }), ['STALE_BAR']],
  ['a bar that closes a minute from now', sampleInputs({ barAgeMs: -60_000 }), ['STALE_BAR']],
  ['a book past the limit', sampleInputs({ now: close + 60_101 }), ['STALE_BOOK']],
  ['a book from the future', sampleInputs({ book: { time: close + 60_150 } }), ['STALE_BOOK']],

  ['confidence below the least', sampleInputs({ prediction: { confidence: 0.349 } }), ['LOW_CONFIDENCE']],
  ['confidence at the least', sampleInputs({ prediction: { confidence: 0.35 } }), []],
  [
    'no confidence with no least',
    sampleInputs({ prediction: { confidence: 0 } }, { minConfidence: 0 }),
    ['LOW_CONFIDENCE', 'BELOW_MIN_QTY', 'MIN_NOTIONAL'],
  ],

  ['an expected move of 1.5 round trips', sampleInputs({ prediction: { expectedMoveBps: 16.5 } }), []],
  ['an expected move below it', sampleInputs({ prediction: { expectedMoveBps: 16.4 } }), ['COST_GATE']],
  ['a BUY that expects a fall', sampleInputs({ prediction: { expectedMoveBps: -60 } }), ['COST_GATE']],
  ['a SELL that expects a fall', sampleInputs({ prediction: sell(-60) }), []],
  ['a SELL that expects a rise', sampleInputs({ prediction: sell(60) }), ['COST_GATE']],
  [
    'no expected move at no margin',
    sampleInputs({ prediction: { expectedMoveBps: 0 } }, { costMargin: 0 }),
    ['COST_GATE'],
  ],
  ['the same under seed rules', sampleInputs({ prediction: { expectedMoveBps: 0 } }, { rules: 'seed' }), []],

  ['a losing record', sampleInputs({ prior: { wins: 40, winBpsSum: 400, lossBpsSum: 900 } }), ['NO_EDGE']],
  [
    'a losing record under seed rules',
    sampleInputs({ prior: { wins: 40, winBpsSum: 400, lossBpsSum: 900 } }, { rules: 'seed' }),
    ['NO_EDGE'],
  ],
  ['no record', sampleInputs({ prior: { trades: 0, wins: 0, winBpsSum: 0, lossBpsSum: 0 } }), ['NO_EDGE']],

  ['2 minutes before funding', sampleInputs({ nextFundingTime: close + 150 + 120_000 }), ['FUNDING_WINDOW']],
  ['just outside the window', sampleInputs({ nextFundingTime: close + 150 + 120_001 }), []],
  ['funding that has just been settled', sampleInputs({ nextFundingTime: close }), []],

  ['a spread of 6 bps', sampleInputs({ book: { asks: ladder(30_028.1, 1) } }), ['WIDE_SPREAD']],
  ['an ask side of 48,000', sampleInputs({ book: { asks: ladder(30_010.1, 1, '0.08') } }), ['THIN_BOOK']],
  ['a thin bid side, for a BUY', sampleInputs({ book: { bids: ladder(30_010, -1, '0.08') } }), []],
  [
    'a thin bid side, for a SELL',
    sampleInputs({ book: { bids: ladder(30_010, -1, '0.08') }, prediction: sell(-60) }),
    ['THIN_BOOK'],
  ],
  [
    'depth that lies beyond the band',
    sampleInputs({
      book: {
        asks: [
          ['30010.1', '1'],
          ['30050', '100'],
        ],
      },
    }),
    ['THIN_BOOK'],
  ],
  ['a band that holds no level', sampleInputs({}, { depthBandBps: 0.001 }), ['THIN_BOOK']],
  [
    'a share below the least order',
    sampleInputs({}, { maxDepthShare: 0.00001 }),
    ['DEPTH_SHARE', 'BELOW_MIN_QTY', 'MIN_NOTIONAL'],
  ],

  [
    'a wallet too small for a step',
    sampleInputs({ account: { wallet: '90', equity: '90', available: '90' }, dayStartEquity: '90' }),
    ['BELOW_MIN_QTY', 'MIN_NOTIONAL'],
  ],
  [
    'a wallet too small for 50 of notional',
    sampleInputs({ account: { wallet: '100', equity: '100', available: '100' }, dayStartEquity: '100' }),
    ['MIN_NOTIONAL'],
  ],
  ['a balance that is bound elsewhere', sampleInputs({ account: { available: '636' } }), ['MARGIN']],
  ['no available balance', sampleInputs({ account: { available: '0' } }), ['MARGIN']],
  ['a leverage that liquidates before the stop', sampleInputs({}, { leverage: 125 }), ['LIQUIDATION_BEFORE_STOP']],
  ['a size that the exchange lends no 5x for', sampleInputs({ brackets: SMALL_BRACKETS }), ['MARGIN']],
  ['a target 6 % away', sampleInputs({ prediction: { atr14: 800 } }), ['PRICE_BAND']],
  ['a book 6 % below the mark', sampleInputs({ markPrice: '32000' }), ['PRICE_BAND']],
  [
    'a stop at 60 % of the way to liquidation',
    sampleInputs({ prediction: { atr14: 2400 } }, { targetMultiple: 0.1 }),
    ['PRICE_BAND', 'LIQUIDATION_BEFORE_STOP'],
  ],
];

describe('risk checks', () => {
  for (const [what, inputs, codes] of CASES) {
    const outcome = codes.length === 0 ? 'approve' : `refuse as ${codes.join(', ')}`;
    it(`${outcome}: ${what}`, () => assert.deepEqual(codesOf(assessRisk(inputs)), codes));
  }

  it('collect every refusal, the most fundamental first', () => {
    const verdict = assessRisk(
      sampleInputs({
        account: { positionAmt: '1', equity: '9000' },
        barAgeMs: 90_000,
        prediction: { confidence: 0.1, expectedMoveBps: 2 },
      }),
    );
    assert.deepEqual(codesOf(verdict), ['POSITION_OPEN', 'DAILY_DRAWDOWN', 'STALE_BAR', 'LOW_CONFIDENCE', 'COST_GATE']);
  });

  it('say why in a sentence with the numbers behind it', () => {
    const verdict = assessRisk(sampleInputs({ prediction: { expectedMoveBps: 4.2 } }));
    assert.ok(!verdict.approved);
    assert.deepEqual(verdict.refusals[0], {
      code: 'COST_GATE',
      sentence: 'A BUY is expected to gain 4.2 bps; a round trip costs 11.0 bps, and 16.5 bps are needed.',
      numbers: { expectedGainBps: 4.2, roundTripCostBps: 11, neededBps: 16.5 },
    });
  });

  it('report numbers that survive JSON', () => {
    const record = { trades: 3, wins: 0, winBpsSum: 0, lossBpsSum: 30 };
    const verdict = assessRisk(sampleInputs({ prior: record }));
    assert.equal(verdict.numbers.kellyF, '-Infinity');
    assert.deepEqual(JSON.parse(JSON.stringify(verdict)), verdict);
  });
});
