import type { RegistryEvent } from '../../core/model/registry-events.ts';
import type { BundleStore } from './bundle-store.ts';
import type { ModelRegistry } from './port.ts';

export interface Registration {
  readonly who: string;
  readonly reason: string;
  readonly workflowId?: string;
}

/**
 * Copies the bundle of a folder into the store and registers its model; in this order, so that a registered model always
 * has its files. What is there already stays as it is.
 * @throws BundleError, RegistryRefusal, ObjectStoreError
 */
export async function registerBundle(
  { registry, bundles }: { readonly registry: ModelRegistry; readonly bundles: BundleStore },
  directory: string,
  { who, reason, workflowId }: Registration,
): Promise<RegistryEvent> {
  const { manifest } = await bundles.publish(directory);
  const { id, symbol, market, interval, metrics } = manifest;
  const champion = await registry.champion({ symbol, market });
  return registry.record({
    symbol,
    market,
    key: `registered/${id}`,
    kind: 'registered',
    modelId: id,
    interval,
    metrics,
    parent: champion?.modelId ?? null,
    reason,
    who,
    ...(workflowId === undefined ? {} : { workflowId }),
    recordedAt: Date.now(),
  });
}
