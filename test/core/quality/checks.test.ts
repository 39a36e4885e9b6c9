import assert from 'node:assert/strict';
import { FEATURES } from '../../../core/features/registry.ts';
import type { DayBars } from '../../../core/quality/day-bars.ts';
import { checkDisagreements } from '../../../core/quality/disagreements.ts';
import type { Finding, Verdict } from '../../../core/quality/finding.ts';
import { checkMissingMinutes } from '../../../core/quality/missing-minutes.ts';
import { checkRange } from '../../../core/quality/out-of-range.ts';
import { checkStaleFeatures } from '../../../core/quality/stale-features.ts';
import { DEFAULT_QUALITY_THRESHOLDS, qualityThresholdsSchema } from '../../../core/quality/thresholds.ts';
import { checkZeroVolume } from '../../../core/quality/zero-volume.ts';

const DAY = 1_440;
const START = Date.parse('2022-05-09T00:00:00Z');
const defaults = DEFAULT_QUALITY_THRESHOLDS;

/** A calm day at 34,000, changed by the test. */
function day(change: (bars: DayBars) => void = () => undefined): DayBars {
  const column = (value: (row: number) => number) => Float64Array.from({ length: DAY }, (_, row) => value(row));
  const bars = {
    openTime: column((row) => START + row * 60_000),
    open: column(() => 34_000),
    high: column(() => 34_010),
    low: column(() => 33_990),
    close: column((row) => 34_000 + (row % 2)),
    volume: column(() => 2),
    quoteVolume: column(() => 68_000),
    trades: column(() => 10),
    takerBuyVolume: column(() => 1),
    takerBuyQuoteVolume: column(() => 34_000),
    closeBefore: 34_000,
  };
  change(bars);
  return bars;
}

const gone = (from: number, to: number) =>
  day((bars) => {
    for (const column of [bars.open, bars.high, bars.low, bars.close, bars.volume]) column.fill(NaN, from, to);
  });
const quiet = (from: number, to: number) => day((bars) => bars.volume.fill(0, from, to));
/** Rises so much at one minute and stays there. */
const jump = (share: number) =>
  day((bars) => {
    for (const column of [bars.open, bars.high, bars.low, bars.close]) {
      column.set(column.map((price, row) => (row >= 1_080 ? price * (1 + share) : price)));
    }
  });
const change = (column: keyof Omit<DayBars, 'closeBefore'>, value: number) =>
  day((bars) => bars[column].fill(value, 7, 8));

function features(stands: number, from = 100, value = 1): Record<string, Float64Array> {
  return Object.fromEntries(
    FEATURES.map(({ name }) => [
      name,
      Float64Array.from({ length: DAY }, (_, row) =>
        name === 'rsi_14' && row >= from && row < from + stands ? value : row,
      ),
    ]),
  );
}

const TABLE: readonly [string, () => Finding, Verdict, RegExp][] = [
  ['a whole day', () => checkMissingMinutes(day(), defaults), 'pass', /^0 of 1440 minutes are missing; from 144 on/],
  [
    'one missing minute',
    () => checkMissingMinutes(gone(5, 6), defaults),
    'warn',
    /^1 of 1440 .*, 1 in a row from 2022-05-09 00:05 UTC/,
  ],
  ['143 missing minutes', () => checkMissingMinutes(gone(5, 148), defaults), 'warn', /^143 of/],
  [
    '144 missing minutes',
    () => checkMissingMinutes(gone(5, 149), defaults),
    'stop',
    /^144 of 1440 minutes are missing, 144 in a row/,
  ],
  [
    'a day in which the market begins, in its afternoon',
    () => checkMissingMinutes(gone(0, 900), defaults, START + 900 * 60_000),
    'warn',
    /^the market begins at 2022-05-09 15:00 UTC, 900 minutes into the day; 0 of 540 minutes are missing; from 144/,
  ],
  [
    'a day in which the market begins, and then goes away',
    () => checkMissingMinutes(gone(0, 1_200), defaults, START + 1_000 * 60_000),
    'stop',
    /^the market begins at 2022-05-09 16:40 UTC, 1000 minutes into the day; 200 of 440 minutes are missing, 200 in a/,
  ],
  [
    'a day without a bar before the market begins',
    () => checkMissingMinutes(gone(0, 1_440), defaults, START + 2_000 * 60_000),
    'stop',
    /^1440 of 1440 minutes are missing/,
  ],
  [
    'sources that agree',
    () => checkDisagreements({ rows: 1_440, duplicates: 1_440, disagreements: 0 }, defaults),
    'pass',
    /differ about 0/,
  ],
  [
    'one disagreement',
    () => checkDisagreements({ rows: 1_440, duplicates: 0, disagreements: 1 }, defaults),
    'warn',
    /differ about 1 minutes/,
  ],
  [
    '60 disagreements',
    () => checkDisagreements({ rows: 1_440, duplicates: 0, disagreements: 60 }, defaults),
    'stop',
    /from 60 on the run stops/,
  ],
  [
    'five copies of each',
    () => checkDisagreements({ rows: 10, duplicates: 50, disagreements: 0 }, defaults),
    'warn',
    /50 came again for 10 rows/,
  ],
  [
    'a day without a row',
    () => checkDisagreements({ rows: 0, duplicates: 0, disagreements: 0 }, defaults),
    'pass',
    /for 0 rows/,
  ],
  ['a calm day', () => checkRange(day(), defaults), 'pass', /largest move of a close is 0 bps/],
  ['a minute of 5.4 %', () => checkRange(jump(0.054), defaults), 'warn', /is 540 bps at 2022-05-09 18:00 UTC/],
  ['a minute of 20 %', () => checkRange(jump(0.2005), defaults), 'stop', /from 2000 bps on the run stops/],
  [
    'a jump against the day before',
    () => checkRange({ ...day(), closeBefore: 20_000 }, defaults),
    'stop',
    /7000 bps at 2022-05-09 00:00 UTC/,
  ],
  ['no close before', () => checkRange({ ...day(), closeBefore: NaN }, defaults), 'pass', /0 minutes contradict/],
  ['a jump over missing minutes', () => checkRange(gone(5, 100), defaults), 'pass', /0 minutes contradict/],
  [
    'high below low',
    () => checkRange(change('high', 33_000), defaults),
    'stop',
    /1 minutes contradict themselves, the first at 2022-05-09 00:07 UTC/,
  ],
  ['a close above the high', () => checkRange(change('close', 34_011), defaults), 'stop', /1 minutes contradict/],
  ['a price of 0', () => checkRange(change('low', 0), defaults), 'stop', /1 minutes contradict/],
  ['a negative volume', () => checkRange(change('volume', -1), defaults), 'stop', /1 minutes contradict/],
  [
    'takers that bought more than was traded',
    () => checkRange(change('takerBuyQuoteVolume', 68_001), defaults),
    'stop',
    /1 minutes contradict/,
  ],
  ['no quiet minute', () => checkZeroVolume(day(), defaults), 'pass', /^0 minutes have no trade; from 240/],
  [
    '35 quiet minutes',
    () => checkZeroVolume(quiet(1_000, 1_035), defaults),
    'warn',
    /^35 minutes have no trade, 35 of them in a row from 2022-05-09 16:40 UTC/,
  ],
  ['four quiet hours', () => checkZeroVolume(quiet(0, 240), defaults), 'stop', /240 of them in a row/],
  ['moving features', () => checkStaleFeatures(features(0), 1_500, defaults), 'pass', /stands still for 1 minutes/],
  [
    'a feature that stands for an hour',
    () => checkStaleFeatures(features(60), 1_500, defaults),
    'warn',
    /^rsi_14 stands still for 60/,
  ],
  [
    'a feature that is empty for half a day',
    () => checkStaleFeatures(features(720, 100, NaN), 1_500, defaults),
    'stop',
    /^rsi_14 stands still for 720/,
  ],
  [
    'a feature that warms up in a market that begins in the afternoon',
    () => checkStaleFeatures(features(913, 0, NaN), -900, defaults),
    'pass',
    /stands still for 1 minutes/,
  ],
  [
    'a feature that warms up',
    () => checkStaleFeatures(features(14, 0, NaN), 0, defaults),
    'pass',
    /stands still for 1 minutes/,
  ],
];

describe('the quality checks', () => {
  for (const [what, check, verdict, sentence] of TABLE) {
    it(`${what}: ${verdict}`, () => {
      const finding = check();
      assert.equal(finding.verdict, verdict, finding.sentence);
      assert.match(finding.sentence, sentence);
      assert.ok(Object.values(finding.numbers).every(Number.isFinite), JSON.stringify(finding.numbers));
    });
  }

  it('take thresholds of one schema, which names what is wrong', () => {
    assert.equal(qualityThresholdsSchema.parse({ missingMinutes: { stop: 10 } }).missingMinutes.stop, 10);
    const wrong = qualityThresholdsSchema.safeParse({ missingMinutes: { warn: 200 }, sparkle: 1 });
    assert.match(String(wrong.error), /warn comes before stop/);
    assert.match(String(wrong.error), /sparkle/);
  });
});
