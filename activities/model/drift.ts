import type { AuditReader } from '../../adapters/audit/port.ts';
import type { Lakehouse } from '../../adapters/lakehouse/lakehouse.ts';
import { measureModel } from '../../adapters/model/drift-measurement.ts';
import type { BundleStore } from '../../adapters/registry/bundle-store.ts';
import type { ModelRegistry } from '../../adapters/registry/port.ts';
import type { DriftLimits } from '../../core/model/drift/drift-limits.ts';
import { judgeDrift } from '../../core/model/drift/drift-verdict.ts';
import type { DriftActivities, DriftReport } from './drift-contract.ts';

export interface DriftDependencies {
  readonly lake: Lakehouse;
  readonly registry: Pick<ModelRegistry, 'champion'>;
  readonly bundles: Pick<BundleStore, 'fetch'>;
  readonly audit: AuditReader;
  /** Kind of market that the lake's minutes are of. */
  readonly market: string;
  readonly limits: DriftLimits;
  /** Tells the strategy of the symbol. */
  readonly tell: (
    symbol: string,
    found: Omit<DriftReport, 'modelId'> & { readonly sizeShare: number },
  ) => Promise<void>;
}

/** Measures the registry's champion by the audit and gold. */
export function createDriftActivities(dependencies: DriftDependencies): DriftActivities {
  const { lake, registry, bundles, audit, market, limits, tell } = dependencies;
  return {
    async measureDrift({ symbol }) {
      const champion = await registry.champion({ symbol, market });
      if (!champion) return { modelId: null, action: 'none', sentences: [] };
      const { manifest } = await bundles.fetch(champion.modelId);
      const { action, alarms } = judgeDrift(await measureModel(manifest, lake, audit), limits);
      const sentences = alarms.map(({ sentence }) => sentence);
      await tell(symbol, { action, sentences, sizeShare: limits.sizeShare });
      return { modelId: champion.modelId, action, sentences };
    },
  };
}
