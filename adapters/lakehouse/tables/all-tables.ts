import type { TableDefinition } from '../delta/table-definition.ts';
import { ARCHIVE_FILES, BRONZE_TABLES } from './bronze.ts';
import { GOLD_TABLES } from './gold.ts';
import { MODEL_REGISTRY } from './models.ts';
import { PIPELINE_RUNS } from './pipeline-runs.ts';
import { SILVER_TABLES } from './silver.ts';

/** Every table of the lakehouse by its folder below the lake. */
export const LAKE_TABLES = {
  ...BRONZE_TABLES,
  'bronze/archive_files': ARCHIVE_FILES,
  ...SILVER_TABLES,
  ...GOLD_TABLES,
  'audit/pipeline_runs': PIPELINE_RUNS,
  'models/registry': MODEL_REGISTRY,
} as const satisfies Record<string, TableDefinition>;

export type LakeTable = keyof typeof LAKE_TABLES;

export const LAKE_TABLE_NAMES = Object.keys(LAKE_TABLES) as LakeTable[];
