import assert from 'node:assert/strict';

interface Point {
  readonly time: number;
  readonly value: number;
}
interface Timeline {
  readonly points: Point[];
  add(newest: Point[]): 'same' | 'replaced' | Point[];
}

const MODULE = new URL('../../../apps/dashboard/page/timeline.js', import.meta.url).href;
const MINUTE = 60_000;
const points = (from: number, to: number, value = 1): Point[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ time: (from + i) * MINUTE, value }));

describe('timeline of a chart', () => {
  let timeline: Timeline;
  beforeEach(async () => {
    const { Timeline } = (await import(MODULE)) as { Timeline: new () => Timeline };
    timeline = new Timeline();
    timeline.add(points(1, 5));
  });

  it('takes its first points as a whole', () => {
    assert.deepEqual(timeline.points, points(1, 5));
  });

  it('says nothing of points that it knows', () => {
    assert.equal(timeline.add(points(1, 5)), 'same');
    assert.equal(timeline.add(points(5, 5)), 'same');
    assert.equal(timeline.add([]), 'same');
  });

  it('gives a last point that changed, and those after it', () => {
    const fresh = [{ time: 5 * MINUTE, value: 9 }, ...points(6, 7)];
    assert.deepEqual(timeline.add(fresh), fresh);
    assert.deepEqual(timeline.points, [...points(1, 4), ...fresh]);
  });

  it('gives only what is after the last point when more is repeated', () => {
    assert.deepEqual(timeline.add(points(3, 6)), points(6, 6));
    assert.deepEqual(timeline.points, points(1, 6));
  });

  it('is replaced by points after a gap, and by an earlier market', () => {
    assert.equal(timeline.add(points(8, 9)), 'replaced');
    assert.deepEqual(timeline.points, points(8, 9));
    assert.equal(timeline.add(points(1, 3)), 'replaced');
    assert.deepEqual(timeline.points, points(1, 3));
  });
});
