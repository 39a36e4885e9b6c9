import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { createBundleStore } from '../../../adapters/registry/bundle-store.ts';
import type { BundleStore } from '../../../adapters/registry/bundle-store.ts';
import { createModelRegistry } from '../../../adapters/registry/model-registry.ts';
import type { ModelRegistry } from '../../../adapters/registry/port.ts';
import type { RegisteredModel } from '../../../core/model/registry-state.ts';
import { withLake } from '../lake/lake-place.ts';
import type { LakeOptions } from '../lake/lake-place.ts';

export interface OpenRegistry {
  readonly registry: ModelRegistry;
  /** Bundles of the lake, fetched into a folder. */
  readonly bundles: (folder: string) => BundleStore;
  /** For people: the lake's folder, or its address in S3. */
  readonly place: string;
}

/** Runs with the registry of the lake that is there. @throws ConfigurationRefused when there is no lake. */
export function withRegistry<T>(options: LakeOptions, use: (open: OpenRegistry) => Promise<T>): Promise<T> {
  return withLake(options, ({ lake, place }) =>
    use({
      registry: createModelRegistry(lake),
      bundles: (folder) => createBundleStore(lake.store, folder),
      place,
    }),
  );
}

/** @throws ConfigurationRefused that names the models there are. */
export async function registeredModel({ registry, place }: OpenRegistry, id: string): Promise<RegisteredModel> {
  const model = await registry.show(id);
  if (model) return model;
  const known = (await registry.list()).map(({ modelId }) => modelId);
  throw new ConfigurationRefused(
    `no model ${id} is registered in ${place}; ` +
      (known.length === 0 ? 'there is none yet: model retrain makes one' : `there are: ${known.slice(-5).join(', ')}`),
  );
}
