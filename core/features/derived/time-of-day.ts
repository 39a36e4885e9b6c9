import { DAY_MS, MINUTE_MS } from '../../market/bar.ts';
import type { FeatureContext } from '../context.ts';

const DAY_MINUTES = DAY_MS / MINUTE_MS;

/** Minute of the UTC day at the bar's open, 0..1439. */
export function minuteOfDay({ inputs, column }: FeatureContext): Float64Array {
  const out = column();
  // Consecutive minutes: one division for the first, a step for each after.
  let minute = ((inputs.openTime[0] ?? 0) % DAY_MS) / MINUTE_MS;
  for (let i = 0; i < out.length; i++) {
    out[i] = minute;
    minute = minute + 1 === DAY_MINUTES ? 0 : minute + 1;
  }
  return out;
}

/** Day of the UTC week at the bar's open, Monday 0 .. Sunday 6. */
export function dayOfWeek({ inputs, column }: FeatureContext): Float64Array {
  const out = column();
  // 1970-01-01 was a Thursday.
  for (let i = 0; i < out.length; i++) out[i] = (Math.floor(inputs.openTime[i]! / DAY_MS) + 3) % 7;
  return out;
}
