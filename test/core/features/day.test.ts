import assert from 'node:assert/strict';
import { computeFeatures, LIVE_BARS } from '../../../core/features/compute.ts';
import { featuresOfDay } from '../../../core/features/day.ts';
import type { FeatureInputs } from '../../../core/features/inputs.ts';
import { FEATURES } from '../../../core/features/registry.ts';
import { sliceInputs } from '../../../core/features/slice.ts';
import { createFeatureWorkspace } from '../../../core/features/workspace.ts';
import { constantMinutes } from './constant-minutes.ts';
import { needRealMinutes, realMinutes } from './real-minutes.ts';
import { agree } from './tolerance.ts';

const DAY = 1_440;
const MONTHS = [
  ...Array.from({ length: 12 }, (_, month) => `2022-${String(month + 1).padStart(2, '0')}`),
  ...Array.from({ length: 6 }, (_, month) => `2023-0${month + 1}`),
];
/** The third there is, days without trades, the day of the 5.4 % minute, a fall, the first of a year, the last there is. */
const DAYS = [
  '2022-01-03',
  '2022-05-01',
  '2022-05-02',
  '2022-05-28',
  '2022-09-21',
  '2022-11-09',
  '2023-01-01',
  '2023-06-30',
];
const isWindowed = ({ warmUp }: (typeof FEATURES)[number]): boolean => warmUp.settled === warmUp.defined;

describe('features of one day', () => {
  describe('computed alone, beside one computation over 18 months', function () {
    this.timeout(120_000);
    let history: FeatureInputs;
    const rowOf = (date: string): number => (Date.parse(date) - history.openTime[0]!) / 60_000;

    before(function () {
      needRealMinutes(this);
      history = realMinutes(...MONTHS);
    });

    it('are the same to the last bit where a feature has a window, to 1e-9 where it is recursive', () => {
      const alone = DAYS.map((date) => {
        const first = rowOf(date);
        return featuresOfDay(sliceInputs(history, first - LIVE_BARS, first + DAY), Date.parse(date));
      });
      const workspace = createFeatureWorkspace();
      for (const feature of FEATURES) {
        const stream = computeFeatures(history, [feature.name], workspace).get(feature.name)!;
        DAYS.forEach((date, place) => {
          const first = rowOf(date);
          const column = alone[place]!.get(feature.name)!;
          assert.equal(column.length, DAY);
          column.forEach((value, minute) => {
            const other = stream[first + minute]!;
            const same = isWindowed(feature) ? Object.is(value, other) : agree(value, other);
            assert.ok(same, `${feature.name}, minute ${minute} of ${date}: ${value} alone, ${other} in the stream`);
          });
        });
      }
    });

    it('are defined throughout with the context, but for the book, which was not recorded', () => {
      const columns = featuresOfDay(history, Date.parse('2022-09-21'));
      assert.deepEqual(
        [...columns.keys()],
        FEATURES.map(({ name }) => name),
      );
      for (const { name, history: from } of FEATURES) {
        assert.ok(
          columns.get(name)!.every((value) => Number.isNaN(value) === (from === 'book')),
          name,
        );
      }
    });

    it('are NaN on the first day until they are defined, and settled if recursive, and then those of the stream', () => {
      const first = featuresOfDay(history, Date.parse('2022-01-01'), { historyBegins: true });
      const second = featuresOfDay(history, Date.parse('2022-01-02'), { historyBegins: true });
      const stream = computeFeatures(sliceInputs(history, 0, 2 * DAY));
      for (const { name, warmUp, family } of FEATURES) {
        if (family === 'book') continue;
        // These minutes begin at midnight, where VWAP begins too.
        const begins = family === 'vwap' ? 0 : warmUp.settled - 1;
        const both = [...first.get(name)!, ...second.get(name)!];
        both.forEach((value, row) => {
          assert.ok(
            Object.is(value, row < begins ? NaN : stream.get(name)![row]),
            `${name} in minute ${row}: ${value}`,
          );
        });
      }
    });
  });

  const minutes = constantMinutes(4 * DAY, 30_000, 10);
  const third = minutes.openTime[2 * DAY]!;

  it('can be written to without harm to the inputs', () => {
    featuresOfDay(minutes, third, { names: ['trade_count'] })
      .get('trade_count')!
      .fill(0);
    assert.ok(minutes.trades.every((trades) => trades === 4));
  });

  it('refuse a day that does not begin at midnight', () => {
    assert.throws(() => featuresOfDay(minutes, third + 60_000), /a UTC day cannot begin at 1651536060000: a midnight/);
    assert.throws(() => featuresOfDay(minutes, NaN), /a UTC day cannot begin at NaN/);
  });

  it('refuse a day of which minutes are missing, saying which there are', () => {
    const short = sliceInputs(minutes, 0, 3 * DAY - 1);
    assert.throws(
      () => featuresOfDay(short, third),
      /not all minutes of 2022-05-03 are among the inputs: they are 4319 from 2022-05-01T00:00:00.000Z to 2022-05-03T23:58/,
    );
    assert.throws(() => featuresOfDay(sliceInputs(minutes, 2 * DAY + 1, 4 * DAY), third), /not all minutes/);
    assert.throws(() => featuresOfDay(sliceInputs(minutes, 0, 0), third), /there are none/);
  });

  it('refuse too little before the day, unless history begins there', () => {
    const second = minutes.openTime[DAY]!;
    assert.throws(
      () => featuresOfDay(minutes, second),
      /1440 minutes come before 2022-05-02: at least 1500 would be right/,
    );
    assert.equal(featuresOfDay(minutes, second, { historyBegins: true }).get('rsi_14')!.length, DAY);
  });
});
