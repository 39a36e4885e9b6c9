import { Lakehouse } from '../adapters/lakehouse/lakehouse.ts';
import { parseLakeLocation } from '../adapters/lakehouse/lake-location.ts';
import type { ChampionSource } from '../adapters/model/champion-source.ts';
import { createBundleStore } from '../adapters/registry/bundle-store.ts';
import { createModelRegistry } from '../adapters/registry/model-registry.ts';
import { registryChampion } from '../adapters/registry/registry-champion.ts';
import type { ChampionSettings } from './settings.ts';

/** The champion of a symbol by the registry of a lake, and what is to be closed after. */
export function championOfLake(
  { lake: place, market, bundlesDirectory }: ChampionSettings,
  symbol: string,
): { readonly source: ChampionSource; close(): Promise<void> } {
  // Reads a table of a few rows beside the minutes: DuckDB's defaults would take the machine from them.
  const lake = new Lakehouse(parseLakeLocation(place), { memoryLimit: '128MB', threads: 1 });
  const bundles = createBundleStore(lake.store, bundlesDirectory);
  return {
    source: registryChampion(createModelRegistry(lake), bundles, lake.store, { symbol, market }),
    close: () => lake.close(),
  };
}
