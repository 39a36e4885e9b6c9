import type { LakeLocation } from '../../adapters/lakehouse/lakehouse.ts';

/** What a dashboard is told by whoever starts it. */
export interface DashboardSettings {
  /** 0 takes a free one. */
  readonly port: number;
  readonly symbol: string;
  /** Folder of the audit's JSON lines. */
  readonly auditDirectory: string;
  readonly exchange: {
    /** Base address of the REST API, e.g. http://127.0.0.1:8090. */
    readonly restUrl: string;
    /** The paper exchange's own status, whole address; absent for Binance. */
    readonly statusUrl?: string;
  };
  /** Where the lakehouse lies; absent: the pipeline page says that there is none. */
  readonly lake?: LakeLocation;
  /** Absent: the dashboard shows what the audit and the exchange say. */
  readonly temporal?: {
    readonly address: string;
    readonly namespace: string;
    readonly workflowId: string;
    readonly webUiUrl?: string;
  };
}
