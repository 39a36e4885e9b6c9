/**
 * Points of a chart as they come in: ascending, one per minute, the last one replaced while its minute is open.
 * A list that begins after a gap, or ends before what is known, is another timeline and replaces it.
 *
 * @template {{ time: number }} Point time in epoch ms
 */
export class Timeline {
  /** @type {Point[]} */
  points = [];

  /**
   * @param {Point[]} newest ascending
   * @returns {'same' | 'replaced' | Point[]} the points that are new or changed, to be drawn one by one
   */
  add(newest) {
    const last = this.points.at(-1);
    if (newest.length === 0) return 'same';
    if (!last || newest[0].time > last.time || newest.at(-1).time < last.time) {
      const isUnchanged = JSON.stringify(newest) === JSON.stringify(this.points);
      this.points = newest;
      return isUnchanged ? 'same' : 'replaced';
    }
    const fresh = newest.filter(
      (point) => point.time > last.time || (point.time === last.time && !isEqual(point, last)),
    );
    if (fresh.length === 0) return 'same';
    this.points = [...this.points.filter((point) => point.time < fresh[0].time), ...fresh];
    return fresh;
  }
}

function isEqual(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}
