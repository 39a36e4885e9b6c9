import { MINUTE_MS } from '../../market/bar.ts';
import type { RiskFacts } from '../facts.ts';
import { refuse } from '../refusal.ts';
import { utcMinute } from '../sentence-numbers.ts';
import type { Refusal } from '../verdict.ts';
import { isStoppedOut } from './stopped-out.ts';

/**
 * Several stops within the lookback lock entries for lockMinutes after the last of them (freqtrade's StoplossGuard). The
 * lock follows from the trades alone, so it needs no state and ends when it should even if the lookback is shorter.
 */
export function checkStopLossGuard({ inputs }: RiskFacts): Refusal | undefined {
  const { stops, lookbackMinutes, lockMinutes } = inputs.limits.protections.stopLossGuard;
  if (stops === 0) return undefined;
  const hits = inputs.recentTrades
    .filter(isStoppedOut)
    .map((trade) => trade.closedBar)
    .sort((a, b) => a - b);
  const triggers = hits.filter((hit, i) => {
    const first = hits[i - stops + 1];
    return first !== undefined && hit - first <= lookbackMinutes * MINUTE_MS;
  });
  const lockedUntil = Math.max(...triggers) + lockMinutes * MINUTE_MS;
  if (inputs.bar.openTime >= lockedUntil) return undefined;
  return refuse(
    'STOP_LOSS_GUARD',
    `${stops} stops within ${lookbackMinutes} minutes: no entry until ${utcMinute(lockedUntil)}.`,
    { stops, lookbackMinutes, lockMinutes, lockedUntil },
  );
}
