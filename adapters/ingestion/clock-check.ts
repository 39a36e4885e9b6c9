/** How long the smallest difference is looked for: delays of single messages then don't count. */
const WINDOW_MS = 10_000;
/** A clock that is off by less is nothing to tell of. */
const TOLERANCE_MS = 30_000;

/**
 * Watches `receive_time` against the exchange's own times. Delays make the difference larger at times, a wrong clock
 * makes it wrong always: the smallest difference of some seconds tells them apart, and the exchange's clock, asked by
 * REST, decides.
 */
export class ClockCheck {
  readonly #say: (sentence: string) => void;
  readonly #serverTime: () => Promise<number>;
  readonly #now: () => number;
  readonly #windowMs: number;
  #windowStart: number | undefined;
  #smallest = Infinity;
  #offsetMs = 0;
  #isOff = false;
  #checking: Promise<void> | undefined;

  constructor(options: {
    say: (sentence: string) => void;
    serverTime: () => Promise<number>;
    now: () => number;
    windowMs?: number;
  }) {
    this.#say = options.say;
    this.#serverTime = options.serverTime;
    this.#now = options.now;
    this.#windowMs = options.windowMs ?? WINDOW_MS;
  }

  /** How far our clock is ahead of the exchange's, ms; 0 while that is within the tolerance. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  see(receiveTime: number, sentTime: number): void {
    this.#windowStart ??= receiveTime;
    this.#smallest = Math.min(this.#smallest, receiveTime - sentTime);
    if (Math.abs(receiveTime - this.#windowStart) < this.#windowMs) return;
    const smallest = this.#smallest;
    this.#windowStart = receiveTime;
    this.#smallest = Infinity;
    if (Math.abs(smallest) > TOLERANCE_MS || this.#isOff) {
      this.#checking ??= this.#judge(smallest).finally(() => {
        this.#checking = undefined;
      });
    }
  }

  async #judge(differenceMs: number): Promise<void> {
    const askedAt = this.#now();
    // A message can't come before it was sent: where the exchange can't be asked, a negative difference is the clock's.
    const aheadMs = await this.#serverTime().then(
      (time) => (askedAt + this.#now()) / 2 - time,
      () => Math.min(0, differenceMs),
    );
    const isOff = Math.abs(aheadMs) > TOLERANCE_MS;
    this.#offsetMs = isOff ? Math.round(aheadMs) : 0;
    if (isOff !== this.#isOff) this.#say(isOff ? offSentence(aheadMs) : "this machine's clock is right again");
    this.#isOff = isOff;
  }
}

function offSentence(aheadMs: number): string {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  return (
    `this machine's clock is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} the exchange's: receive_time of what is ` +
    `recorded now is off by that, event_time is right; set the clock (NTP)`
  );
}
