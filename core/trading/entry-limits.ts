import type { RiskLimits } from '../risk/limits.ts';
import type { TradingState } from './state.ts';

/** The limits that the next entry is judged by: while the model drifts, Kelly's fraction is scaled down. */
export function entryLimits({ settings, sizeShare }: Pick<TradingState, 'settings' | 'sizeShare'>): RiskLimits {
  const { limits } = settings;
  return sizeShare === undefined ? limits : { ...limits, kellyScale: limits.kellyScale * sizeShare };
}
