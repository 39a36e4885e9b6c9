import type { TableDefinition } from '../delta/table-definition.ts';

/** What happened to each model, from registration on; the state is what the events add up to, in their order. */
export const MODEL_REGISTRY: TableDefinition = {
  columns: [
    { name: 'sequence', type: 'long', nullable: false, comment: 'order of the events, from 0, without holes' },
    { name: 'event_key', type: 'string', nullable: false, comment: 'names the event: written again it adds nothing' },
    { name: 'event', type: 'string', nullable: false, comment: 'registered, promoted, kept or rolled-back' },
    { name: 'model_id', type: 'string', nullable: false },
    { name: 'symbol', type: 'string', nullable: false },
    { name: 'market', type: 'string', nullable: false, comment: 'kind that it was trained on' },
    { name: 'data_from', type: 'timestamp', nullable: false, comment: 'minutes it was trained on, exchange time' },
    { name: 'data_to', type: 'timestamp', nullable: false, comment: 'not included' },
    { name: 'metrics', type: 'string', comment: "JSON: on the bundle's own validation part, when registered" },
    { name: 'parent', type: 'string', comment: 'champion at that time; empty when there was none' },
    { name: 'verdict', type: 'string', comment: 'JSON: rules of the promotion gate with their numbers' },
    { name: 'reason', type: 'string', nullable: false },
    { name: 'who', type: 'string', nullable: false },
    { name: 'workflow_id', type: 'string' },
    { name: 'recorded_time', type: 'timestamp', nullable: false, comment: 'our clock' },
  ],
  configuration: { 'delta.appendOnly': 'true' },
  description: 'What happened to each model: registered, promoted, kept out, rolled back to.',
};
