import { DAY_MS } from '../../core/market/bar.ts';
import { dateOf, startOfDate } from '../../core/pipeline/data-interval.ts';
import type { UtcDate } from '../../core/pipeline/data-interval.ts';

/** After a longer absence only so many days are told of; a back-fill has the others. */
const MOST_DAYS = 31;

/** Notices the end of UTC days by the exchange's times. */
export class MarketDays {
  #dayStart: number | undefined;
  #ended: UtcDate[] = [];

  /** @param current the day under way when an earlier process stopped. */
  constructor(current?: UtcDate) {
    this.#dayStart = current === undefined ? undefined : startOfDate(current);
  }

  /** The first day that was not taken yet, ended or under way. */
  get current(): UtcDate | undefined {
    return this.#ended[0] ?? (this.#dayStart === undefined ? undefined : dateOf(this.#dayStart));
  }

  /** An exchange time, epoch ms. Tells whether a day ended with it. */
  see(time: number): boolean {
    if (this.#dayStart !== undefined && time < this.#dayStart + DAY_MS) return false;
    const today = Math.floor(time / DAY_MS) * DAY_MS;
    const first = this.#dayStart;
    this.#dayStart = today;
    if (first === undefined) return false;
    const from = Math.max(first, today - MOST_DAYS * DAY_MS);
    for (let day = from; day < today; day += DAY_MS) this.#ended.push(dateOf(day));
    return true;
  }

  /** Days that ended, oldest first; `take` each when it has been told of. */
  get ended(): readonly UtcDate[] {
    return this.#ended;
  }

  take(): void {
    this.#ended = this.#ended.slice(1);
  }
}
