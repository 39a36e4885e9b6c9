/** What a vacuum of the lake deleted, of all tables and of each that had something. */
export interface VacuumReport {
  readonly files: number;
  readonly bytes: number;
  readonly tables: readonly { readonly table: string; readonly files: number; readonly bytes: number }[];
}

/** activities/pipeline/vacuum.ts */
export interface VacuumActivities {
  /** Of every table, files that left it longer ago than its retention, and those of killed writers as old. May be repeated. */
  vacuumLake(): Promise<VacuumReport>;
}
