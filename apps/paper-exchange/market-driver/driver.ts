/** What moves the market: a clock of its own, the strategy's permission, or the world outside. */
export interface MarketDriver {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Market time, epoch ms. */
  now(): number;
  /** Lets everything happen that is due by now. */
  sync(): void;
  /** True when a replay has ended. */
  readonly finished: boolean;
  /** Open time of the newest complete bar; null where nobody knows. */
  readonly lastClosedBar: number | null;
  /** Open time of the bar whose end the market waits for; null when it doesn't wait. */
  readonly awaiting: number | null;
  /** True while the market stands still because nothing after the minute of `holdAfter` may happen. */
  readonly held: boolean;
  /** The strategy has done its work for a bar. */
  finishMinute(symbol: string, openTime: number): void;
  /**
   * The market stands still after the minute that opens at `openTime`, or at once when that one is over; until another
   * one is named, or this process ends. Throws ApiError on a market that nobody can hold.
   */
  holdAfter(openTime: number): void;
}

/** Told by the driver, so that the public streams can say it. */
export interface MarketListener {
  /** The market stands somewhere else than at the last call. */
  moved(): void;
  /** A minute is over; called after everything that happened in it was told. */
  minuteClosed(openTime: number): void;
}
