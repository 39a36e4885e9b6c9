import type { IngestionMetrics } from '../../adapters/ingestion/metrics.ts';

export type { IngestionMetrics };

/** activities/pipeline/ingestion.ts */
export interface IngestionActivities {
  /**
   * Records market streams into Bronze for `forMs` of wall time, heartbeating its metrics, and resolves with the last of
   * them; another call within some seconds goes on without a gap. Cancelled, it brings what came into Bronze and ends.
   */
  recordMarketData(request: { symbols: readonly string[]; forMs: number }): Promise<IngestionMetrics>;
}
