import type { ServingSettings } from '../adapters/model/serving-settings.ts';
import type { MarketClock } from '../core/time/market-clock.ts';

/**
 * What the trading worker is told by whoever starts it: a JSON file named by its first argument. Keys come from the
 * environment (MINUTEHAND_API_KEY, MINUTEHAND_API_SECRET), never from here.
 */
export interface TradingWorkerSettings {
  readonly temporal: { readonly address: string; readonly namespace: string; readonly taskQueue: string };
  readonly workflowId: string;
  readonly symbol: string;
  readonly clock: MarketClock;
  readonly exchange: {
    readonly kind: 'paper' | 'testnet' | 'live';
    readonly restUrl: string;
    readonly wsUrl: string;
    /** The paper exchange's own control address (lock step); same host as restUrl. Absent for Binance. */
    readonly controlUrl?: string;
  };
  readonly leverage: number;
  readonly model:
    | { readonly kind: 'bundle'; readonly directory: string }
    | { readonly kind: 'forced'; readonly signal: 'SELL' | 'HOLD' | 'BUY' };
  /** What runs the network of a bundle; this process when absent. */
  readonly serving?: ServingSettings;
  /** Where the registry's champion is looked for, which then serves in the place of `model`. Absent: `model` serves for good. */
  readonly champion?: ChampionSettings;
  /** Folder of the audit's JSON lines. */
  readonly auditDirectory: string;
  /** Prebuilt workflow bundle, when there is one. */
  readonly workflowBundle?: string;
  readonly logFile?: string;
}

/** Where models are registered, and which of them concern this worker. */
export interface ChampionSettings {
  /** A folder, or s3://bucket/prefix. */
  readonly lake: string;
  /** Kind of market that its models are trained on. */
  readonly market: string;
  /** Folder of this machine that their bundles are brought to. */
  readonly bundlesDirectory: string;
}
