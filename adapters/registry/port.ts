import type { ModelScope, NewRegistryEvent, RegistryEvent } from '../../core/model/registry-events.ts';
import type { Champion, RegisteredModel } from '../../core/model/registry-state.ts';

/** Which models there are, which one serves, and how it came to: an append-only history. */
export interface ModelRegistry {
  /** Everything that happened, oldest first. */
  events(): Promise<RegistryEvent[]>;
  /**
   * Adds an event after all others. The same key again, or a model that is registered again as it is, adds nothing and
   * resolves with the event that stands.
   * @throws RegistryRefusal when it can't follow what is there, see refusalOf; then nothing was written.
   */
  record(event: NewRegistryEvent): Promise<RegistryEvent>;
  /** The model that serves in a scope; undefined when none was ever promoted. */
  champion(scope: ModelScope): Promise<Champion | undefined>;
  /** Registered models in the order of registration; of one scope, or of all. */
  list(scope?: ModelScope): Promise<RegisteredModel[]>;
  /** One model with its history; undefined when it is not registered. */
  show(modelId: string): Promise<RegisteredModel | undefined>;
}
