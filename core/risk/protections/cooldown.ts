import { MINUTE_MS } from '../../market/bar.ts';
import type { RiskFacts } from '../facts.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../verdict.ts';
import { isStoppedOut } from './stopped-out.ts';

/** After a stop was hit, no entry for cooldownMinutes: the bar of the stop is minute 0. */
export function checkCooldown({ inputs }: RiskFacts): Refusal | undefined {
  const { cooldownMinutes } = inputs.limits.protections;
  if (cooldownMinutes === 0) return undefined;
  const lastStop = Math.max(...inputs.recentTrades.filter(isStoppedOut).map((trade) => trade.closedBar));
  const minutesSince = (inputs.bar.openTime - lastStop) / MINUTE_MS;
  if (minutesSince >= cooldownMinutes) return undefined;
  return refuse(
    'COOLDOWN',
    `A stop was hit ${minutesSince} minutes ago; no entry for ${cooldownMinutes} minutes after one.`,
    { minutesSince, cooldownMinutes, lastStop },
  );
}
