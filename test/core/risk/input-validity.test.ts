import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assessRisk } from '../../../core/risk/assess.ts';
import type { RiskInputs } from '../../../core/risk/verdict.ts';
import { codesOf, sampleInputs } from './sample-inputs.ts';

/** Inputs on which no verdict rests. */
const UNUSED =
  /^(bar\.(volume|quoteVolume|trades|taker.*)|prediction\.(modelId|latencyMs)|fees\.maker|book\.lastUpdateId|brackets\.\d\.bracket|filters\.(stepSize|minQty|maxQty)|limits\.(haltMs|horizonMinutes))$/;
/** Where zero is a value like any other. */
const MAY_BE_ZERO =
  /^(barAgeMs|prediction\.(confidence|expectedMoveBps|probabilities.*)|account\.(available|positionAmt)|brackets\.\d\.(notionalFloor|cum)|fees\.taker|filters\.(minPrice|minNotional)|ownTrades.*|prior.*|limits\.(minConfidence|costMargin|stopCostMultiple|slippageBps|minDepthQuote|max(Bar|Book)AgeMs|fundingWindowMs|protections.*)|recentTrades.*netBps)$/;
const MAY_BE_NEGATIVE =
  /^(barAgeMs|prediction\.expectedMoveBps|account\.positionAmt|limits\.protections\.lowEdge\.minMeanBps|recentTrades.*netBps)$/;

const base = sampleInputs({ recentTrades: [{ closedBar: 1_600_000_000_000, exit: 'time', netBps: 1 }] });

/** Every number and decimal string among the inputs, by path. */
function numericLeaves(value: unknown, path: string[] = []): { path: string[]; isText: boolean }[] {
  if (typeof value === 'number') return [{ path, isText: false }];
  if (typeof value === 'string') return Number.isNaN(Number(value)) ? [] : [{ path, isText: true }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => numericLeaves(inner, [...path, key]));
}

function withValue(path: readonly string[], value: unknown): RiskInputs {
  const copy = structuredClone(base) as unknown as Record<string, unknown>;
  let parent = copy;
  for (const key of path.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
  parent[path.at(-1)!] = value;
  return copy as unknown as RiskInputs;
}

function assertRefusedAsInvalid(path: readonly string[], value: unknown): void {
  const verdict = assessRisk(withValue(path, value));
  assert.ok(!verdict.approved, `${path.join('.')} = ${String(value)} was approved`);
  assert.equal(verdict.refusals[0]!.code, 'INPUT_INVALID', `${path.join('.')} = ${String(value)}`);
}

const leaves = numericLeaves(base).filter(({ path }) => !UNUSED.test(path.join('.')));

describe('input validity', () => {
  it('looks at every input that a verdict rests on', () => {
    assert.ok(leaves.length > 100, `${leaves.length} leaves`);
    assert.deepEqual(codesOf(assessRisk(base)), []);
  });

  for (const bad of [NaN, Infinity, -Infinity, 1e300]) {
    it(`refuses ${bad} for any number`, () => {
      for (const { path, isText } of leaves) assertRefusedAsInvalid(path, isText ? String(bad) : bad);
    });
  }

  it('refuses what is missing, null or of the wrong type', () => {
    for (const { path } of leaves) {
      for (const bad of [undefined, null, {}, 'about 7', '']) assertRefusedAsInvalid(path, bad);
    }
  });

  it('refuses zero wherever nothing real is zero', () => {
    for (const { path, isText } of leaves) {
      if (!MAY_BE_ZERO.test(path.join('.'))) assertRefusedAsInvalid(path, isText ? '0' : 0);
    }
  });

  it('refuses a negative wherever nothing real is negative', () => {
    for (const { path, isText } of leaves) {
      if (!MAY_BE_NEGATIVE.test(path.join('.'))) assertRefusedAsInvalid(path, isText ? '-1' : -1);
    }
  });

  it('names the input and its value in the sentence and in the numbers', () => {
    const verdict = assessRisk(withValue(['prediction', 'atr14'], NaN));
    assert.ok(!verdict.approved);
    assert.deepEqual(verdict.refusals, [
      {
        code: 'INPUT_INVALID',
        sentence: 'Input prediction.atr14 is NaN: it must be a finite number.',
        numbers: { input: 'prediction.atr14', value: 'NaN' },
      },
    ]);
  });

  for (const [what, path, value] of [
    ['a limit above 1 % at the stop', ['limits', 'maxLossAtStop'], 0.0101],
    ['an unknown signal', ['prediction', 'signal'], 'LONG'],
    ['probabilities that do not sum to 1', ['prediction', 'probabilities'], [0.5, 0.5, 0.5]],
    ['a bar whose high is below its close', ['bar', 'high'], 30_000],
    ['an empty side of the book', ['book', 'asks'], []],
    ['a crossed book', ['book', 'bids'], [['40000', '1']]],
    [
      'a book out of order',
      ['book', 'asks'],
      [
        ['30020', '1'],
        ['30015', '1'],
      ],
    ],
    ['the book of another symbol', ['book', 'symbol'], 'ETHUSDT'],
    ['more wins than trades', ['prior', 'wins'], 101],
    ['gains without a win', ['ownTrades', 'winBpsSum'], 5],
    ['losses without a losing trade', ['ownTrades', 'lossBpsSum'], 5],
    ['half a stop', ['limits', 'protections', 'stopLossGuard', 'stops'], 2.5],
    ['no brackets', ['brackets'], []],
  ] as [string, string[], unknown][]) {
    it(`refuses ${what}`, () => assertRefusedAsInvalid(path, value));
  }

  it('never throws, whatever it is given', () => {
    for (const nothing of [undefined, null, 7, 'x', [], {}]) {
      assert.equal(codesOf(assessRisk(nothing as RiskInputs))[0], 'INPUT_INVALID');
    }
    const anything = fc.oneof(
      fc.anything(),
      fc.double(),
      fc.double().map(String),
      fc.constantFrom('1e300', '1e-300', 5e-324, '1e-99'),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...leaves), anything), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const inputs = changes.reduce<RiskInputs>((current, [{ path }, value]) => {
            let parent = current as unknown as Record<string, unknown>;
            for (const key of path.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
            parent[path.at(-1)!] = value;
            return current;
          }, structuredClone(base));
          const verdict = assessRisk(inputs);
          assert.equal(verdict.approved, codesOf(verdict).length === 0);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
