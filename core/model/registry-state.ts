import type { DataInterval } from '../pipeline/data-interval.ts';
import type { ModelMetrics, ModelScope, NewRegistryEvent, RegistryEvent } from './registry-events.ts';

/**
 * - champion: serves.
 * - former: has served.
 * - kept-out: judged, and never served.
 * - registered: not judged.
 */
export type ModelStanding = 'champion' | 'former' | 'kept-out' | 'registered';

/** A model and all that is known of it. */
export interface RegisteredModel extends ModelScope {
  readonly modelId: string;
  readonly standing: ModelStanding;
  readonly interval: DataInterval;
  readonly metrics: ModelMetrics;
  /** Champion when it was registered. */
  readonly parent: string | null;
  readonly registeredAt: number;
  readonly registeredBy: string;
  /** What happened to it, oldest first. */
  readonly events: readonly RegistryEvent[];
}

/** The model that serves, and how it came to. */
export interface Champion {
  readonly modelId: string;
  /** The promotion or roll-back that put it there. */
  readonly since: RegistryEvent;
  /** The one that a roll-back goes to. */
  readonly previous: string | null;
}

/** The champion of a scope after these events, oldest first; undefined when no model was ever promoted. */
export function championOf(events: readonly RegistryEvent[], scope: ModelScope): Champion | undefined {
  const line = lineOfChampions(events, scope);
  const since = line.at(-1);
  return since && { modelId: since.modelId, since, previous: line.at(-2)?.modelId ?? null };
}

/**
 * The champions that a roll-back can reach, the one that serves last. A promotion adds to the line; a roll-back takes its
 * end away, so that two in a row go back two steps.
 */
function lineOfChampions(events: readonly RegistryEvent[], scope: ModelScope): RegistryEvent[] {
  const line: RegistryEvent[] = [];
  for (const event of events) {
    if (!isOf(event, scope)) continue;
    if (event.kind === 'promoted') line.push(event);
    if (event.kind === 'rolled-back') line.splice(-2, 2, event);
  }
  return line;
}

/** Every registered model, in the order of registration; of one scope, or of all. */
export function registeredModels(events: readonly RegistryEvent[], scope?: ModelScope): RegisteredModel[] {
  return events
    .filter((event) => event.kind === 'registered' && (scope === undefined || isOf(event, scope)))
    .map((registered) => {
      const own = events.filter(({ modelId }) => modelId === registered.modelId);
      const { modelId, symbol, market, interval, metrics = {}, parent, recordedAt, who } = registered;
      return {
        modelId,
        symbol,
        market,
        standing: standingOf(own, championOf(events, registered)?.modelId === modelId),
        interval,
        metrics,
        parent,
        registeredAt: recordedAt,
        registeredBy: who,
        events: own,
      };
    });
}

function standingOf(own: readonly RegistryEvent[], serves: boolean): ModelStanding {
  if (serves) return 'champion';
  if (own.some(({ kind }) => kind === 'promoted')) return 'former';
  return own.some(({ kind }) => kind === 'kept') ? 'kept-out' : 'registered';
}

/**
 * Why an event can't follow these, or undefined when it can: a model is registered once and for one scope; only a registered
 * one is promoted, kept out or rolled back to; whoever changes the champion must know which one there was.
 */
export function refusalOf(events: readonly RegistryEvent[], event: NewRegistryEvent): string | undefined {
  const { kind, modelId, parent } = event;
  const registered = events.find((one) => one.kind === 'registered' && one.modelId === modelId);
  if (kind === 'registered') {
    return registered === undefined ? undefined : `the model ${modelId} is registered already`;
  }
  if (registered === undefined) return `no model ${modelId} is registered`;
  if (!isOf(registered, event)) {
    return `the model ${modelId} is one for ${scopeText(registered)}, not for ${scopeText(event)}`;
  }
  const champion = championOf(events, event);
  if (parent !== (champion?.modelId ?? null)) {
    return (
      `the champion of ${scopeText(event)} is ${champion?.modelId ?? 'none'}, not ${parent ?? 'none'}: ` +
      'it has changed meanwhile'
    );
  }
  if (champion?.modelId === modelId) return `the model ${modelId} is the champion already`;
  if (kind === 'rolled-back' && champion?.previous !== modelId) {
    return `a roll-back goes to the champion before, ${champion?.previous ?? 'and there is none'}, not to ${modelId}`;
  }
  return undefined;
}

/** e.g. `BTCUSDT on the simulated market` */
export function scopeText({ symbol, market }: ModelScope): string {
  return `${symbol} on the ${market} market`;
}

function isOf(event: ModelScope, { symbol, market }: ModelScope): boolean {
  return event.symbol === symbol && event.market === market;
}
