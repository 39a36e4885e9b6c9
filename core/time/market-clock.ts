/**
 * How exchange time runs against wall time. `realtime`: they are one. `scaled`: a paper market at `speed` market
 * seconds per wall second. `lockstep`: the market waits for the strategy, so wall time says nothing about it.
 */
export type MarketClock =
  { readonly kind: 'realtime' } | { readonly kind: 'scaled'; readonly speed: number } | { readonly kind: 'lockstep' };

/**
 * The one place where a duration of exchange time (a 24 h pause, a 3 minute horizon, a schedule's interval) becomes a
 * duration of wall time. Both in milliseconds. In lock step it is returned unchanged: the market's own bars, not the
 * timer, then end the wait.
 */
export function toWallDuration(clock: MarketClock, marketMs: number): number {
  return clock.kind === 'scaled' ? Math.ceil(marketMs / clock.speed) : marketMs;
}

/** The inverse: how much exchange time passes in `wallMs` of wall time; in lock step none does by itself. */
export function toMarketDuration(clock: MarketClock, wallMs: number): number {
  if (clock.kind === 'lockstep') return 0;
  return clock.kind === 'scaled' ? wallMs * clock.speed : wallMs;
}

/** Reads `--speed`: `max` is lock step, 1 is real time, any other positive number scales. Throws `RangeError`. */
export function parseSpeed(text: string): MarketClock {
  if (text === 'max') return { kind: 'lockstep' };
  const speed = Number(text);
  if (!Number.isFinite(speed) || speed <= 0 || speed > 1000) {
    throw new RangeError(`speed "${text}" is not "max" or a number above 0 and up to 1000`);
  }
  return speed === 1 ? { kind: 'realtime' } : { kind: 'scaled', speed };
}
