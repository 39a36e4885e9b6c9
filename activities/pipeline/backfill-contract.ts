import type { ArchiveKind } from '../../core/pipeline/backfill/archive-files.ts';
import type {
  ArchiveSource,
  BackfillPart,
  BackfillProgress,
  BackfillTotals,
} from '../../core/pipeline/backfill/backfill.ts';

export interface LoadPartRequest {
  readonly symbol: string;
  readonly kind: ArchiveKind;
  readonly part: BackfillPart;
  /** The worker's own archive when absent. */
  readonly archive?: ArchiveSource;
  /** When the back-fill began, our clock, epoch ms. */
  readonly since: number;
  /** Whether what the archive lacks is asked for by REST. */
  readonly rest: boolean;
}

/** activities/pipeline/backfill.ts */
export interface BackfillActivities {
  /**
   * Brings one part into bronze: every file of it, each in one commit, then what is missing by REST. May be begun again
   * at any time: what is there is left as it is. Its heartbeats tell how far it is (PartHeartbeat).
   */
  loadBackfillPart(request: LoadPartRequest): Promise<BackfillTotals>;
  /** Writes the run into `audit/pipeline_runs`, once. */
  recordBackfill(request: { readonly progress: BackfillProgress }): Promise<void>;
}

/** Failure types that no retry mends. */
export const BACKFILL_FAILURES = {
  /** A file's rows are not what they should be, or the file stays damaged. */
  badFile: 'ArchiveFileRefused',
  /** The archive or the exchange refuses to answer. */
  refused: 'BackfillRefused',
} as const;
