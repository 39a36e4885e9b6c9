/** Remembers answers for a moment, so that many clients asking the same cost one question; failures are not remembered. */
export class ShortCache<T> {
  readonly #keepMs: number;
  readonly #now: () => number;
  readonly #answers = new Map<string, { readonly answer: Promise<T>; readonly askedAt: number }>();

  constructor(keepMs: number, now: () => number = () => performance.now()) {
    this.#keepMs = keepMs;
    this.#now = now;
  }

  get(key: string, ask: () => Promise<T>): Promise<T> {
    const now = this.#now();
    // Insertion order is age: the old ones are at the front.
    for (const [old, { askedAt }] of this.#answers) {
      if (now - askedAt < this.#keepMs) break;
      this.#answers.delete(old);
    }
    const known = this.#answers.get(key);
    if (known) return known.answer;
    const answer = ask();
    this.#answers.set(key, { answer, askedAt: now });
    answer.catch(() => this.#answers.delete(key));
    return answer;
  }
}
