import { certainOf } from './signal-rule.ts';
import type { SignalRule } from './signal-rule.ts';

export interface MomentumOptions {
  /** A feature of the family `returns`, basis points. */
  readonly feature?: string;
  /** A move beyond it is followed. */
  readonly thresholdBps?: number;
  /** Move in the signal's direction that is expected after one: see mean-move-after.ts. */
  readonly expectedMoveBps: number;
}

/**
 * Follows the move of the last half hour: BUY above +50 bps, SELL below −50 bps (time-series momentum: Moskowitz, Ooi and
 * Pedersen, Journal of Financial Economics 104, 2012, at the scale of minutes).
 */
export function momentum({ feature = 'return_30', thresholdBps = 50, expectedMoveBps }: MomentumOptions): SignalRule {
  const hold = certainOf('HOLD', 0);
  const buy = certainOf('BUY', expectedMoveBps);
  const sell = certainOf('SELL', expectedMoveBps);
  return {
    id: `momentum-${feature}-${thresholdBps}`,
    features: [feature],
    opinionOf: ([move]) => (move! > thresholdBps ? buy : move! < -thresholdBps ? sell : hold),
  };
}
