/**
 * The numbers that bound a trade. Fractions unless the name says otherwise; durations in milliseconds of exchange time.
 * Validated by the configuration schema; defaults there.
 */
export interface RiskLimits {
  /** `gated` (default): cost gate on. `seed`: cost gate and stop floor off, for paper and backtest only. */
  readonly rules: 'gated' | 'seed';
  /** Fixed leverage, isolated margin. */
  readonly leverage: number;
  /** Kelly fraction kept: margin = f × balance × confidence × kellyScale. */
  readonly kellyScale: number;
  /** Stop distance in ATR(14). */
  readonly stopAtr: number;
  /** Target distance in stop distances (the R of the bracket). */
  readonly targetMultiple: number;
  /** Greatest loss at the stop, with both fees and slippage, as a share of equity. */
  readonly maxLossAtStop: number;
  /** Fall of equity below the equity at 00:00 UTC that trips the breaker. */
  readonly dailyDrawdown: number;
  /** Length of the breaker's pause. */
  readonly haltMs: number;
  /** Minutes after entry at which a position is closed unless the signal still agrees. */
  readonly horizonMinutes: number;
  /** Least confidence of a BUY or SELL. */
  readonly minConfidence: number;
  /** The cost gate: expected move >= round-trip cost × costMargin. */
  readonly costMargin: number;
  /** The stop is never narrower than round-trip cost × stopCostMultiple. */
  readonly stopCostMultiple: number;
  /** Slippage assumed per side, basis points. */
  readonly slippageBps: number;
  /** Book depth needed on the side we take, within depthBandBps of the mid, in quote. */
  readonly minDepthQuote: number;
  readonly depthBandBps: number;
  /** Our order's greatest share of that depth. */
  readonly maxDepthShare: number;
  readonly maxSpreadBps: number;
  /** Oldest bar that may be traded, and oldest book. */
  readonly maxBarAgeMs: number;
  readonly maxBookAgeMs: number;
  /** No entry this long before a funding settlement. */
  readonly fundingWindowMs: number;
  readonly protections: ProtectionLimits;
}

export interface ProtectionLimits {
  /** No entry for this many minutes after a stop was hit. 0 switches it off. */
  readonly cooldownMinutes: number;
  /** This many stops within lookbackMinutes lock entries for lockMinutes. stops 0 switches it off. */
  readonly stopLossGuard: { readonly stops: number; readonly lookbackMinutes: number; readonly lockMinutes: number };
  /** A mean net result below minMeanBps over at least `trades` trades within lookbackMinutes locks entries. trades 0: off. */
  readonly lowEdge: {
    readonly trades: number;
    readonly lookbackMinutes: number;
    readonly minMeanBps: number;
    readonly lockMinutes: number;
  };
}

export const DEFAULT_RISK_LIMITS: RiskLimits = {
  rules: 'gated',
  leverage: 5,
  kellyScale: 0.5,
  stopAtr: 1.5,
  targetMultiple: 1.5,
  maxLossAtStop: 0.01,
  dailyDrawdown: 0.05,
  haltMs: 86_400_000,
  horizonMinutes: 3,
  minConfidence: 0.35,
  costMargin: 1.5,
  stopCostMultiple: 3,
  slippageBps: 0.5,
  minDepthQuote: 50_000,
  depthBandBps: 10,
  maxDepthShare: 0.1,
  maxSpreadBps: 5,
  maxBarAgeMs: 60_000,
  maxBookAgeMs: 60_000,
  fundingWindowMs: 120_000,
  protections: {
    cooldownMinutes: 5,
    stopLossGuard: { stops: 4, lookbackMinutes: 60, lockMinutes: 60 },
    lowEdge: { trades: 10, lookbackMinutes: 360, minMeanBps: -10, lockMinutes: 120 },
  },
};
