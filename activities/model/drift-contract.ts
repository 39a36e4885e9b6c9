import type { DriftAction } from '../../core/model/drift/drift-limits.ts';

/** What a measurement of the champion found. */
export interface DriftReport {
  /** null when no model was ever promoted: there is nothing to measure against. */
  readonly modelId: string | null;
  readonly action: DriftAction | 'none';
  readonly sentences: readonly string[];
}

/** activities/model/drift.ts */
export interface DriftActivities {
  /** Measures the champion of a symbol against its training, and tells the strategy what was found. */
  measureDrift(request: { symbol: string }): Promise<DriftReport>;
}
