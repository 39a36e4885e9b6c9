/** Places that are missing, both ends included. */
export interface Hole {
  readonly from: number;
  readonly to: number;
}

/**
 * Keeps count of a row that has no holes at the exchange (ids of aggregate trades; open times of candles), so that
 * whatever a stream left out is known: by a drop, a reconnection, a restart, it is all the same.
 */
export class PlaceLedger {
  readonly #step: number;
  #newest: number | undefined;
  #holes: Hole[] = [];

  /** @param step distance of two neighbours. @param complete up to here nothing is missing, from an earlier process. */
  constructor(step: number, complete?: number) {
    this.#step = step;
    this.#newest = complete;
  }

  /** Up to here, nothing is missing; undefined before the first place. */
  get complete(): number | undefined {
    const first = this.#holes[0];
    return first ? first.from - this.#step : this.#newest;
  }

  /** Ascending, apart from each other. */
  get holes(): readonly Hole[] {
    return this.#holes;
  }

  /** A place that came, in whatever order. Tells whether it showed a new hole. */
  see(place: number): boolean {
    if (this.#newest === undefined) {
      this.#newest = place;
      return false;
    }
    const expected = this.#newest + this.#step;
    if (place < expected) {
      if (this.#holes.length > 0) this.fill({ from: place, to: place });
      return false;
    }
    this.#newest = place;
    if (place === expected) return false;
    this.#holes.push({ from: expected, to: place - this.#step });
    return true;
  }

  /** These places are no longer missing: they came, or will never come. */
  fill({ from, to }: Hole): void {
    this.#holes = this.#holes.flatMap((hole) => {
      if (to < hole.from || from > hole.to) return [hole];
      const rest: Hole[] = [];
      if (from > hole.from) rest.push({ from: hole.from, to: from - this.#step });
      if (to < hole.to) rest.push({ from: to + this.#step, to: hole.to });
      return rest;
    });
  }
}
