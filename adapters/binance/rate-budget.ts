import { ExchangeError } from '../exchange/port.ts';

/** What one call costs: IP weight per minute, and orders where the call places some. */
export interface CallCost {
  readonly weight: number;
  readonly orders?: number;
}

/**
 * Whether a call keeps a position safe (stops, targets, exits, cancels and their look-ups), is ordinary work that somebody
 * waits for, or fetches page after page in the background.
 */
export type Urgency = 'protective' | 'ordinary' | 'background';

/** The exchange's limits. BTCUSDT's live values of September 2026 are the default; exchangeInfo overrides them. */
export interface RateLimits {
  readonly weightPerMinute: number;
  readonly ordersPerTenSeconds: number;
  readonly ordersPerMinute: number;
}

const LIVE_LIMITS: RateLimits = { weightPerMinute: 2400, ordersPerTenSeconds: 300, ordersPerMinute: 1200 };

/** A call is held back once so much of a limit is used, by whomever. */
const SHARES: Readonly<Record<Urgency, number>> = { protective: 1, ordinary: 0.8, background: 0.6 };

/**
 * Background calls of this process use no more than this share of the weight. Without it they would take what the minute
 * has left at its start, and a strategy on the same address would see nothing of its exchange for the rest of it.
 */
const BACKGROUND_SHARE = 0.15;

/** A ban by 418 that doesn't say how long lasts two minutes at least. */
const SHORTEST_BAN_MS = 120_000;

export interface RateBudgetOptions {
  readonly limits?: RateLimits;
  /** A call that would have to wait longer than this is refused at once with `retryAfterMs`. */
  readonly longestWaitMs?: number;
  /** Exchange time, epoch ms: the exchange's windows turn on its own clock. */
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
}

/** A permission to send, to be handed back when the answer came. */
export interface Permit {
  readonly cost: CallCost;
  readonly urgency: Urgency;
  readonly sentAt: number;
}

/**
 * Keeps our calls within the exchange's limits, together for all clients of one address. Counts what we send, corrects
 * itself by the X-MBX-… headers (which know of other programs on the same address), and is silent for as long as a 429
 * or 418 asks.
 */
export class RateBudget {
  readonly #weight: Window;
  readonly #backgroundWeight: Window;
  readonly #ordersTenSeconds: Window;
  readonly #ordersMinute: Window;
  readonly #longestWaitMs: number;
  readonly #now: () => number;
  readonly #sleep: (ms: number) => Promise<void>;
  #silentUntil = 0;

  constructor(options: RateBudgetOptions = {}) {
    const limits = options.limits ?? LIVE_LIMITS;
    this.#weight = new Window(60_000, limits.weightPerMinute);
    this.#backgroundWeight = new Window(60_000, limits.weightPerMinute * BACKGROUND_SHARE);
    this.#ordersTenSeconds = new Window(10_000, limits.ordersPerTenSeconds);
    this.#ordersMinute = new Window(60_000, limits.ordersPerMinute);
    this.#longestWaitMs = options.longestWaitMs ?? 2_000;
    this.#now = options.now ?? Date.now;
    this.#sleep = options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  }

  setLimits(limits: RateLimits): void {
    this.#weight.limit = limits.weightPerMinute;
    this.#backgroundWeight.limit = limits.weightPerMinute * BACKGROUND_SHARE;
    this.#ordersTenSeconds.limit = limits.ordersPerTenSeconds;
    this.#ordersMinute.limit = limits.ordersPerMinute;
  }

  /**
   * Waits until the call may be sent. Throws ExchangeError `rate-limited`, and nothing was sent, when that is further
   * away than the longest wait.
   */
  async admit(cost: CallCost, urgency: Urgency, operation: string): Promise<Permit> {
    for (;;) {
      const now = this.#now();
      const waitMs = this.#waitFor(cost, urgency, now);
      if (waitMs === 0) return this.#reserve(cost, urgency, now);
      if (waitMs > this.#longestWaitMs) {
        throw new ExchangeError(
          'rate-limited',
          `${operation}: not sent, the exchange's rate limit leaves no room for ${urgency} calls for ${waitMs} ms`,
          { retryAfterMs: waitMs },
        );
      }
      await this.#sleep(waitMs);
    }
  }

  /** The answer came, or none will: what was in flight is now counted for good. */
  settle(permit: Permit): void {
    this.#weight.settle(permit.cost.weight, permit.sentAt);
    if (permit.urgency === 'background') this.#backgroundWeight.settle(permit.cost.weight, permit.sentAt);
    this.#ordersTenSeconds.settle(permit.cost.orders ?? 0, permit.sentAt);
    this.#ordersMinute.settle(permit.cost.orders ?? 0, permit.sentAt);
  }

  /** Reads the counters of an answer's headers (names in lower case). */
  observe(headers: Readonly<Record<string, unknown>>): void {
    const now = this.#now();
    this.#weight.observe(headers['x-mbx-used-weight-1m'], now);
    this.#ordersTenSeconds.observe(headers['x-mbx-order-count-10s'], now);
    this.#ordersMinute.observe(headers['x-mbx-order-count-1m'], now);
  }

  /** A 429 or 418 came: nothing more is sent until it allows. Returns for how long, in ms. */
  beSilent(httpStatus: number, retryAfterMs: number): number {
    const now = this.#now();
    const untold = httpStatus === 418 ? SHORTEST_BAN_MS : this.#weight.remaining(now);
    this.#silentUntil = Math.max(this.#silentUntil, now + (retryAfterMs > 0 ? retryAfterMs : untold));
    return this.#silentUntil - now;
  }

  /** A -1015 came: no more orders in these ten seconds; everything else goes on. Returns for how long, in ms. */
  ordersExhausted(): number {
    const now = this.#now();
    this.#ordersTenSeconds.observe(this.#ordersTenSeconds.limit, now);
    return this.#ordersTenSeconds.remaining(now);
  }

  #waitFor(cost: CallCost, urgency: Urgency, now: number): number {
    const share = SHARES[urgency];
    return Math.max(
      this.#silentUntil - now,
      this.#weight.waitFor(cost.weight, share, now),
      urgency === 'background' ? this.#backgroundWeight.waitFor(cost.weight, 1, now) : 0,
      this.#ordersTenSeconds.waitFor(cost.orders ?? 0, share, now),
      this.#ordersMinute.waitFor(cost.orders ?? 0, share, now),
      0,
    );
  }

  #reserve(cost: CallCost, urgency: Urgency, now: number): Permit {
    this.#weight.reserve(cost.weight);
    if (urgency === 'background') this.#backgroundWeight.reserve(cost.weight);
    this.#ordersTenSeconds.reserve(cost.orders ?? 0);
    this.#ordersMinute.reserve(cost.orders ?? 0);
    return { cost, urgency, sentAt: now };
  }
}

/** One counter that starts again with each whole interval of exchange time. */
class Window {
  limit: number;
  readonly #lengthMs: number;
  #index = -1;
  #counted = 0;
  #inFlight = 0;

  constructor(lengthMs: number, limit: number) {
    this.#lengthMs = lengthMs;
    this.limit = limit;
  }

  remaining(now: number): number {
    return this.#lengthMs - (now % this.#lengthMs);
  }

  waitFor(amount: number, share: number, now: number): number {
    this.#turn(now);
    const used = this.#counted + this.#inFlight;
    return amount === 0 || used + amount <= this.limit * share ? 0 : this.remaining(now);
  }

  reserve(amount: number): void {
    this.#inFlight += amount;
  }

  settle(amount: number, sentAt: number): void {
    this.#inFlight -= amount;
    if (this.#indexOf(sentAt) === this.#index) this.#counted += amount;
  }

  /**
   * The exchange's own count, which includes the answered call while that is still in flight here; the larger of both
   * counts holds, as answers overtake each other.
   */
  observe(header: unknown, now: number): void {
    const count = typeof header === 'string' || typeof header === 'number' ? Number(header) : Number.NaN;
    if (!Number.isFinite(count)) return;
    this.#turn(now);
    this.#counted = Math.max(this.#counted, count - this.#inFlight);
  }

  #turn(now: number): void {
    const index = this.#indexOf(now);
    if (index === this.#index) return;
    this.#index = index;
    this.#counted = 0;
  }

  #indexOf(time: number): number {
    return Math.floor(time / this.#lengthMs);
  }
}
