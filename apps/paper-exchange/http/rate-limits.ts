import { ApiError } from './api-error.ts';

/** What may be used per wall-clock window. Infinity switches a limit off. */
export interface RateLimits {
  readonly weightPerMinute: number;
  readonly ordersPer10Seconds: number;
  readonly ordersPerMinute: number;
}

/** BTCUSDT's live limits: 2400 weight a minute and IP, 300 orders in 10 s and 1200 a minute and account. */
export const BINANCE_LIMITS: RateLimits = { weightPerMinute: 2400, ordersPer10Seconds: 300, ordersPerMinute: 1200 };

/** So many calls may ignore a 429 before it becomes a ban. */
const IGNORED_BEFORE_BAN = 10;
const FIRST_BAN_MS = 2 * 60_000;
const LONGEST_BAN_MS = 3 * 86_400_000;

interface Window {
  start: number;
  used: number;
}

interface Caller {
  readonly window: Window;
  ignored: number;
  bannedUntil: number;
  bans: number;
}

/**
 * Request weight by IP address and order counts by account, in windows of wall time aligned to the minute (or to 10 s).
 * Over the limit the answer is 429 until the window ends; whoever goes on is banned with 418 for 2 minutes, doubled at
 * every repetition up to 3 days.
 */
export class RateLimiter {
  readonly limits: RateLimits;
  readonly #now: () => number;
  readonly #callers = new Map<string, Caller>();
  readonly #orders10s: Window = { start: 0, used: 0 };
  readonly #orders1m: Window = { start: 0, used: 0 };

  constructor(limits: RateLimits, now: () => number) {
    this.limits = limits;
    this.#now = now;
  }

  /** Counts a call's weight and returns what is used in this minute; throws 429 or 418 (-1003). */
  useWeight(address: string, weight: number): number {
    const now = this.#now();
    const caller = this.#caller(address);
    if (now < caller.bannedUntil) throw this.#banned(address, caller, now);
    if (roll(caller.window, now, 60_000)) caller.ignored = 0;
    caller.window.used += weight;
    if (caller.window.used <= this.limits.weightPerMinute) return caller.window.used;
    caller.ignored += 1;
    if (caller.ignored > IGNORED_BEFORE_BAN) {
      caller.bannedUntil = now + Math.min(FIRST_BAN_MS * 2 ** caller.bans, LONGEST_BAN_MS);
      caller.bans += 1;
      throw this.#banned(address, caller, now);
    }
    throw new ApiError(
      -1003,
      `Too many requests; current limit of IP(${address}) is ${this.limits.weightPerMinute} requests per minute. ` +
        'Please use the websocket for live updates to avoid polling the API.',
      429,
      secondsUntil(caller.window.start + 60_000, now),
    );
  }

  usedWeight(address: string): number {
    const caller = this.#caller(address);
    roll(caller.window, this.#now(), 60_000);
    return caller.window.used;
  }

  /** Counts orders of the account; throws 429 (-1015) when a counter is over its limit. */
  useOrders(count: number): { in10Seconds: number; inMinute: number } {
    const now = this.#now();
    roll(this.#orders10s, now, 10_000);
    roll(this.#orders1m, now, 60_000);
    if (this.#orders10s.used + count > this.limits.ordersPer10Seconds) {
      const retry = secondsUntil(this.#orders10s.start + 10_000, now);
      throw tooManyOrders(this.limits.ordersPer10Seconds, '10 SECOND', retry);
    }
    if (this.#orders1m.used + count > this.limits.ordersPerMinute) {
      throw tooManyOrders(this.limits.ordersPerMinute, '1 MINUTE', secondsUntil(this.#orders1m.start + 60_000, now));
    }
    this.#orders10s.used += count;
    this.#orders1m.used += count;
    return this.orderCounts();
  }

  orderCounts(): { in10Seconds: number; inMinute: number } {
    const now = this.#now();
    roll(this.#orders10s, now, 10_000);
    roll(this.#orders1m, now, 60_000);
    return { in10Seconds: this.#orders10s.used, inMinute: this.#orders1m.used };
  }

  #caller(address: string): Caller {
    let caller = this.#callers.get(address);
    if (caller === undefined) {
      caller = { window: { start: 0, used: 0 }, ignored: 0, bannedUntil: 0, bans: 0 };
      this.#callers.set(address, caller);
    }
    return caller;
  }

  #banned(address: string, caller: Caller, now: number): ApiError {
    return new ApiError(
      -1003,
      `Way too many requests; IP(${address}) banned until ${caller.bannedUntil}. ` +
        'Please use the websocket for live updates to avoid bans.',
      418,
      secondsUntil(caller.bannedUntil, now),
    );
  }
}

/** Starts a new window when the old one is over; true when it did. */
function roll(window: Window, now: number, length: number): boolean {
  const start = Math.floor(now / length) * length;
  if (start === window.start) return false;
  window.start = start;
  window.used = 0;
  return true;
}

function secondsUntil(time: number, now: number): number {
  return Math.max(1, Math.ceil((time - now) / 1000));
}

function tooManyOrders(limit: number, interval: string, retryAfter: number): ApiError {
  return new ApiError(-1015, `Too many new orders; current limit is ${limit} orders per ${interval}.`, 429, retryAfter);
}
