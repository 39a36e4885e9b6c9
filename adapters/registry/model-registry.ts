import type { ModelScope, NewRegistryEvent, RegistryEvent } from '../../core/model/registry-events.ts';
import { championOf, refusalOf, registeredModels } from '../../core/model/registry-state.ts';
import { ConcurrentChange } from '../lakehouse/delta/delta-error.ts';
import type { DeltaTable } from '../lakehouse/delta/delta-table.ts';
import type { Lakehouse } from '../lakehouse/lakehouse.ts';
import type { ModelRegistry } from './port.ts';
import { RegistryRefusal } from './registry-refusal.ts';
import { eventsOfRows, rowOfEvent } from './registry-row.ts';

/** Losing this often in a row to another writer means that something else is wrong. */
const ATTEMPTS = 100;
/** All events continue one count, so that of writers at the same place in the order one is first and the others look again. */
const COUNT = 'models/registry';

/** The registry in the Delta table `models/registry` of a lake. Any number of processes may write to it at once. */
export function createModelRegistry(lake: Lakehouse): ModelRegistry {
  const events = async (): Promise<RegistryEvent[]> => {
    const table = await lake.existing('models/registry');
    return table ? readEvents(table) : [];
  };
  return {
    events,
    record: async (event) => record(await lake.table('models/registry'), event),
    champion: async (scope: ModelScope) => championOf(await events(), scope),
    list: async (scope) => registeredModels(await events(), scope),
    show: async (modelId) => registeredModels(await events()).find((model) => model.modelId === modelId),
  };
}

async function readEvents(table: DeltaTable): Promise<RegistryEvent[]> {
  return eventsOfRows(await table.read({ orderBy: ['sequence'] }));
}

async function record(table: DeltaTable, event: NewRegistryEvent): Promise<RegistryEvent> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const events = await readEvents(table);
    const known = standing(events, event);
    if (known) return known;
    const refusal = refusalOf(events, event);
    if (refusal !== undefined) throw new RegistryRefusal(refusal);
    const sequence = events.length;
    try {
      // A writer that took this place after our look makes this either a no-op or a conflict: look again, and see who it was.
      await table.append(rowOfEvent({ ...event, sequence }), { transaction: { appId: COUNT, version: sequence } });
    } catch (error) {
      if (!(error instanceof ConcurrentChange)) throw error;
    }
  }
  throw new ConcurrentChange(`${ATTEMPTS} other writers in a row were faster at models/registry: try again`);
}

/** The event as it stands already: by its key, or because the model was registered before in the same scope. */
function standing(events: readonly RegistryEvent[], event: NewRegistryEvent): RegistryEvent | undefined {
  return events.find(
    (one) =>
      one.key === event.key ||
      (event.kind === 'registered' &&
        one.kind === 'registered' &&
        one.modelId === event.modelId &&
        one.symbol === event.symbol &&
        one.market === event.market),
  );
}
