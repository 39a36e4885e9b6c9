/** What an alarm does besides being told: nothing, entries of a smaller size, or none. */
export const DRIFT_ACTIONS = ['alert', 'lower-size', 'pause-entries'] as const;
export type DriftAction = (typeof DRIFT_ACTIONS)[number];

/** Where drift begins, and what it does. */
export interface DriftLimits {
  /** Median population stability index of the features. */
  readonly features: { readonly most: number; readonly then: DriftAction };
  /** Population stability index of the signals against validation's mix. */
  readonly predictions: { readonly most: number; readonly then: DriftAction };
  /** Calibration error beyond validation's. */
  readonly calibration: { readonly most: number; readonly then: DriftAction };
  /** A live win rate whose interval lies below the backtest's. */
  readonly winRate: { readonly then: DriftAction };
  /** Fewer say nothing. */
  readonly leastPredictions: number;
  readonly leastTrades: number;
  /** Share of the size that `lower-size` leaves. */
  readonly sizeShare: number;
}

/** 0.25 is the customary bound of a shift. Nothing pauses a strategy that nobody told so. */
export const DEFAULT_DRIFT_LIMITS: DriftLimits = {
  features: { most: 0.25, then: 'alert' },
  predictions: { most: 0.25, then: 'alert' },
  calibration: { most: 0.1, then: 'alert' },
  winRate: { then: 'lower-size' },
  leastPredictions: 1_000,
  leastTrades: 30,
  sizeShare: 0.5,
};

/** Type of the workflow that measures. */
export const DRIFT_WORKFLOW = 'driftWorkflow';
