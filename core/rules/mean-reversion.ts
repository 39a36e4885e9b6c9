import { certainOf } from './signal-rule.ts';
import type { SignalRule } from './signal-rule.ts';

export interface MeanReversionOptions {
  /** How far beyond a Bollinger band, as a share of the bands' width, counts. */
  readonly beyond?: number;
  /** Move in the signal's direction that is expected after one: see mean-move-after.ts. */
  readonly expectedMoveBps: number;
}

/** Bets on a return into the Bollinger bands (20, 2): BUY below the lower, SELL above the upper (Bollinger, 2001). */
export function meanReversion({ beyond = 0, expectedMoveBps }: MeanReversionOptions): SignalRule {
  const hold = certainOf('HOLD', 0);
  const buy = certainOf('BUY', expectedMoveBps);
  const sell = certainOf('SELL', expectedMoveBps);
  return {
    id: `mean-reversion-${beyond}`,
    features: ['bollinger_percent_b'],
    opinionOf: ([percentB]) => (percentB! < -beyond ? buy : percentB! > 1 + beyond ? sell : hold),
  };
}
