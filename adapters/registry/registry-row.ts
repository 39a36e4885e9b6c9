import { z } from 'zod';
import { REGISTRY_EVENT_KINDS } from '../../core/model/registry-events.ts';
import type { RegistryEvent } from '../../core/model/registry-events.ts';
import type { CellValue, ColumnData } from '../lakehouse/delta/rows.ts';

const metric = z.number().nullable();
const metricsSchema = z.record(z.string(), z.union([metric, z.record(z.string(), metric)]));
const verdictSchema = z.object({
  decision: z.enum(['promote', 'keep']),
  reason: z.string(),
  checks: z.array(
    z.object({ rule: z.string(), passed: z.boolean(), sentence: z.string(), numbers: z.record(z.string(), metric) }),
  ),
});
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});

const rowSchema = z.object({
  sequence: z.coerce.number().int().nonnegative(),
  event_key: z.string(),
  event: z.enum(REGISTRY_EVENT_KINDS),
  model_id: z.string(),
  symbol: z.string(),
  market: z.string(),
  data_from: z.number(),
  data_to: z.number(),
  metrics: json.pipe(metricsSchema).nullable(),
  parent: z.string().nullable(),
  verdict: json.pipe(verdictSchema).nullable(),
  reason: z.string(),
  who: z.string(),
  workflow_id: z.string().nullable(),
  recorded_time: z.number(),
});

/** The event as one row of models/registry. */
export function rowOfEvent(event: RegistryEvent): ColumnData {
  return {
    sequence: [event.sequence],
    event_key: [event.key],
    event: [event.kind],
    model_id: [event.modelId],
    symbol: [event.symbol],
    market: [event.market],
    data_from: [event.interval.from],
    data_to: [event.interval.to],
    metrics: [event.metrics === undefined ? null : JSON.stringify(event.metrics)],
    parent: [event.parent],
    verdict: [event.verdict === undefined ? null : JSON.stringify(event.verdict)],
    reason: [event.reason],
    who: [event.who],
    workflow_id: [event.workflowId ?? null],
    recorded_time: [event.recordedAt],
  };
}

/**
 * The events of a table's columns, row by row.
 * @throws RangeError for a row that is not an event, with the row and the column.
 */
export function eventsOfRows(columns: Readonly<Record<string, readonly CellValue[]>>): RegistryEvent[] {
  const rows = columns['sequence']?.length ?? 0;
  return Array.from({ length: rows }, (_, row) => {
    const cells = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[row] ?? null]));
    const parsed = rowSchema.safeParse(cells);
    if (!parsed.success) {
      throw new RangeError(`row ${row} of models/registry is not an event: ${z.prettifyError(parsed.error)}`);
    }
    const { data } = parsed;
    return {
      sequence: data.sequence,
      key: data.event_key,
      kind: data.event,
      modelId: data.model_id,
      symbol: data.symbol,
      market: data.market,
      interval: { from: data.data_from, to: data.data_to },
      ...(data.metrics === null ? {} : { metrics: data.metrics }),
      parent: data.parent,
      ...(data.verdict === null ? {} : { verdict: data.verdict }),
      reason: data.reason,
      who: data.who,
      ...(data.workflow_id === null ? {} : { workflowId: data.workflow_id }),
      recordedAt: data.recorded_time,
    };
  });
}
