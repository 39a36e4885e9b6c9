/** The three classes in the order of every probability vector, model output and metric. */
export const SIGNAL_CLASSES = ['SELL', 'HOLD', 'BUY'] as const;
export type Signal = (typeof SIGNAL_CLASSES)[number];

/** What a model says of one bar. */
export interface Prediction {
  readonly signal: Signal;
  /** Calibrated probability of `signal`, 0..1. */
  readonly confidence: number;
  /** Calibrated probabilities, in the order of SIGNAL_CLASSES, summing to 1. */
  readonly probabilities: readonly [sell: number, hold: number, buy: number];
  /** Expected signed move over the horizon in basis points, from the probabilities and the realised moves by class. */
  readonly expectedMoveBps: number;
  readonly modelId: string;
  /** Last ATR(14) of the window, in quote per base: the stop's unit. */
  readonly atr14: number;
  /** Wall milliseconds for features and inference. */
  readonly latencyMs: number;
  /**
   * Net results of that model's validation trades, where models may change while they serve: Kelly's prior is then the one
   * of whichever model spoke. Absent: the prior of the settings holds.
   */
  readonly prior?: TradeRecordSummary;
  /** Why this is a HOLD in the place of the model's word: it could not be asked. Absent: the model has spoken. */
  readonly fallback?: string;
}

/** Net results of past trades from which Kelly's p and R are taken. All in basis points of notional, after costs. */
export interface TradeRecordSummary {
  readonly trades: number;
  readonly wins: number;
  /** Sum of net results of winning trades, >= 0. */
  readonly winBpsSum: number;
  /** Sum of the absolute net results of losing trades, >= 0. */
  readonly lossBpsSum: number;
}
