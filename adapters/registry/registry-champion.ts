import type { ModelScope } from '../../core/model/registry-events.ts';
import type { ChampionSource } from '../model/champion-source.ts';
import type { ObjectStore } from '../object-store/port.ts';
import type { BundleStore } from './bundle-store.ts';
import type { ModelRegistry } from './port.ts';

/** Where each commit of the registry's table is an object of its own. */
const LOG = 'models/registry/_delta_log/';

/**
 * The champion of a scope by the registry. The table is read only when its log has grown since: the many looks in between
 * cost a listing.
 */
export function registryChampion(
  registry: Pick<ModelRegistry, 'champion'>,
  bundles: Pick<BundleStore, 'fetch'>,
  store: Pick<ObjectStore, 'list'>,
  scope: ModelScope,
): ChampionSource {
  let known: { readonly logEnd: string; readonly modelId: string | undefined } | undefined;
  return {
    async championId() {
      // Before the table is read: what is written meanwhile is seen at the next look.
      const logEnd = await endOf(store, known?.logEnd ?? LOG);
      if (logEnd !== known?.logEnd) {
        const champion = logEnd === LOG ? undefined : await registry.champion(scope);
        known = { logEnd, modelId: champion?.modelId };
      }
      return known?.modelId;
    },
    bundle: (modelId) => bundles.fetch(modelId),
  };
}

/** The last key of the log from `after` on; `after` itself when nothing follows it. */
async function endOf(store: Pick<ObjectStore, 'list'>, after: string): Promise<string> {
  let end = after;
  for (let from: string | undefined = after; from !== undefined;) {
    const page = await store.list(LOG, { after: from });
    end = page.entries.at(-1)?.key ?? end;
    from = page.next;
  }
  return end;
}
