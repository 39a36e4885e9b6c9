import { FEATURES } from '../../../core/features/registry.ts';
import type { TableDefinition } from '../delta/table-definition.ts';

const DAILY = { partitionColumns: ['date'] } as const;

/**
 * What models and reports read; a day is one partition and is replaced whole.
 *
 * A missing minute is computed as a flat one at the close before it, without volume, so that windows stay minutes; its
 * own row says `missing` and its features are empty.
 */
export const GOLD_TABLES: Readonly<Record<'gold/features_1m' | 'gold/labels_1m', TableDefinition>> = {
  'gold/features_1m': {
    ...DAILY,
    columns: [
      { name: 'symbol', type: 'string', nullable: false },
      { name: 'date', type: 'date', nullable: false },
      { name: 'open_time', type: 'timestamp', nullable: false },
      { name: 'status', type: 'string', nullable: false, comment: 'of the minute, as in silver/bars_1m' },
      ...FEATURES.map(({ name, unit, formula }) => ({
        name,
        type: 'double' as const,
        comment: `${formula} [${unit}]; empty where it is not defined`,
      })),
    ],
    description: 'Every feature of the registry, every minute; not scaled.',
  },
  'gold/labels_1m': {
    ...DAILY,
    columns: [
      { name: 'symbol', type: 'string', nullable: false },
      { name: 'date', type: 'date', nullable: false },
      { name: 'open_time', type: 'timestamp', nullable: false },
      { name: 'close', type: 'double', comment: 'of the minute, quote' },
      { name: 'forward_move_bps', type: 'double', comment: 'move of the close over the horizon of 3 minutes' },
      { name: 'label', type: 'integer', comment: '0 SELL, 1 HOLD, 2 BUY beyond 10 bps; empty where not known' },
    ],
    description: 'What each minute was followed by; empty where the future, or a minute of it, is missing.',
  },
};
