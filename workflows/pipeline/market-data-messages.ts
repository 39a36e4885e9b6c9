import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { IngestionMetrics } from '../../activities/pipeline/ingestion-contract.ts';

/** Workflow id of the recording of a symbol. */
export function marketDataWorkflowId(symbol: string): string {
  return `market-data-${symbol}`;
}

/** What an operator may send along; nothing, or null, is as good. */
export interface RecordingCommand {
  readonly reason?: string;
  readonly by?: string;
}

export const pauseRecordingSignal = defineSignal<[RecordingCommand?]>('pause');
export const resumeRecordingSignal = defineSignal<[RecordingCommand?]>('resume');
/** From the activity, now and then: how the recording stands. */
export const marketDataReportSignal = defineSignal<[IngestionMetrics]>('marketDataReport');
export const marketDataStatusQuery = defineQuery<MarketDataStatus>('status');

/** The recording at a glance. Times are epoch ms. */
export interface MarketDataStatus {
  readonly symbols: readonly string[];
  readonly state: 'recording' | 'paused' | 'restarting';
  readonly since: number;
  /** Why it is paused, and who asked. */
  readonly reason?: string;
  readonly by?: string;
  /** Restarts after a failure, since the workflow was first started. */
  readonly failures: number;
  readonly lastFailure?: { readonly time: number; readonly sentence: string };
  /** As of the last report, which may be some minutes old. */
  readonly metrics?: IngestionMetrics;
}
