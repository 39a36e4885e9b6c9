/**
 * The newest keys of a table, at most `capacity` of them. Keys ascend with time and a record is written again only by a
 * retry of a recent minute, so that a window is enough to know a repetition; what is older is taken for new.
 */
export class RecentKeys {
  readonly #capacity: number;
  readonly #keys = new Set<string>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  add(key: string): void {
    this.#keys.add(key);
    if (this.#keys.size <= this.#capacity) return;
    // A set keeps the order of insertion: the first is the oldest.
    const oldest = this.#keys.values().next();
    if (!oldest.done) this.#keys.delete(oldest.value);
  }
}
