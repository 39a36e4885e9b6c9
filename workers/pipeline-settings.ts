import type { DriftLimits } from '../core/model/drift/drift-limits.ts';
import type { StageSettings } from '../adapters/glue/choose-runner.ts';
import type { TrainingPlace } from '../adapters/training/choose-runner.ts';
import type { MarketClock } from '../core/time/market-clock.ts';

/**
 * What the pipeline worker is told by whoever starts it: a JSON file named by its first argument. It reads public market
 * data only and needs no keys; those of a bucket are the AWS SDK's own affair.
 */
export interface PipelineWorkerSettings {
  readonly temporal: { readonly address: string; readonly namespace: string; readonly taskQueue: string };
  readonly symbol: string;
  readonly clock: MarketClock;
  /** A folder, or s3://bucket/prefix. */
  readonly lake: string;
  /** Folder of what is kept on this machine: received messages not stored yet, files on their way. */
  readonly workDirectory: string;
  /** Where notifications go. */
  readonly notificationsDirectory: string;
  /** Roots of the exchange's public market data. */
  readonly market: { readonly restUrl: string; readonly wsUrl: string };
  /** Binance's archive, or a mirror of its layout. Without one, files in `archive` of the work directory are the archive. */
  readonly archive?: { readonly baseUrl: string };
  readonly training: TrainingSettings;
  /** Where the strategy's audit is, and where drift of its model begins; without it no drift is measured. */
  readonly drift?: { readonly auditDirectory: string; readonly limits: DriftLimits };
  /** Where silver and gold are computed. */
  readonly etl: StageSettings;
  /** Prebuilt workflow bundle, when there is one. */
  readonly workflowBundle?: string;
}

/** How models are trained on the lake's gold. */
export interface TrainingSettings {
  /** Kind of market that the lake's minutes are of. */
  readonly market: 'simulated' | 'replay' | 'binance';
  /** Folder of the Python environment, kept between checkouts. */
  readonly cacheDirectory: string;
  readonly place: TrainingPlace;
}
