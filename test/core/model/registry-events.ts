import type { NewRegistryEvent, RegistryEvent, RegistryEventKind } from '../../../core/model/registry-events.ts';

export const SCOPE = { symbol: 'BTCUSDT', market: 'simulated' } as const;

/** An event as a caller would write it; its key is unique to what it says. */
export function newEvent(
  kind: RegistryEventKind,
  modelId: string,
  parent: string | null,
  more: Partial<NewRegistryEvent> = {},
): NewRegistryEvent {
  return {
    ...SCOPE,
    key: `${kind}/${modelId}/${parent ?? 'none'}`,
    kind,
    modelId,
    parent,
    interval: { from: Date.UTC(2022, 0, 1), to: Date.UTC(2022, 5, 1) },
    reason: 'for a test',
    who: 'tester',
    recordedAt: Date.UTC(2022, 5, 2, 3, 4, 5, 678),
    ...more,
  };
}

/** The events numbered in their order. */
export function inOrder(events: readonly NewRegistryEvent[]): RegistryEvent[] {
  return events.map((event, sequence) => ({ ...event, sequence }));
}
