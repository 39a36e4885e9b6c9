import type { Lakehouse } from '../../adapters/lakehouse/lakehouse.ts';
import { LAKE_TABLE_NAMES } from '../../adapters/lakehouse/tables/all-tables.ts';
import { withHeartbeat } from './heartbeat.ts';
import type { VacuumActivities } from './vacuum-contract.ts';

/** The upkeep of a lake that is due from time to time. */
export function createVacuumActivities({ lake }: { readonly lake: Lakehouse }): VacuumActivities {
  return {
    vacuumLake: () =>
      withHeartbeat(async (atStep) => {
        const tables: { table: string; files: number; bytes: number }[] = [];
        for (const table of LAKE_TABLE_NAMES) {
          atStep(table);
          // Each table's own retention: readers of older versions keep their files.
          const deleted = await (await lake.existing(table))?.vacuum({});
          if (deleted && deleted.files.length > 0) {
            tables.push({ table, files: deleted.files.length, bytes: deleted.bytes });
          }
        }
        const sum = (pick: (table: (typeof tables)[number]) => number): number =>
          tables.reduce((total, table) => total + pick(table), 0);
        return { files: sum(({ files }) => files), bytes: sum(({ bytes }) => bytes), tables };
      }),
  };
}
