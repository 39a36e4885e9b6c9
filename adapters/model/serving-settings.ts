import { ConfigurationRefused } from '../config/refusal.ts';

export const SERVING_KINDS = ['in-process', 'sagemaker-endpoint'] as const;

/** What runs the network: this process, or a SageMaker endpoint that has so long for an answer (wall ms). */
export type ServingSettings =
  | { readonly kind: 'in-process' }
  | { readonly kind: 'sagemaker-endpoint'; readonly endpoint: string; readonly timeoutMs: number };

/** The keys below `serving` of the configuration. */
export interface ServingConfiguration {
  readonly kind: ServingSettings['kind'];
  readonly endpoint?: string | undefined;
  readonly timeoutMs?: number | undefined;
}

/** A minute's decision waits for it: well below what the bar may be old. */
export const DEFAULT_ENDPOINT_TIMEOUT_MS = 1_000;

/**
 * The settings that a configuration means.
 * @throws ConfigurationRefused for what is right key by key and wrong together.
 */
export function servingSettings({ kind, endpoint, timeoutMs }: ServingConfiguration): ServingSettings {
  if (kind === 'in-process') {
    const foreign = endpoint !== undefined ? 'endpoint' : timeoutMs !== undefined ? 'timeoutMs' : undefined;
    if (foreign === undefined) return { kind };
    throw new ConfigurationRefused(
      `"serving.${foreign}" is of an endpoint: it needs "serving.kind": "sagemaker-endpoint"`,
    );
  }
  if (endpoint === undefined) {
    throw new ConfigurationRefused('"serving.kind" sagemaker-endpoint needs "serving.endpoint", its name in SageMaker');
  }
  return { kind, endpoint, timeoutMs: timeoutMs ?? DEFAULT_ENDPOINT_TIMEOUT_MS };
}
