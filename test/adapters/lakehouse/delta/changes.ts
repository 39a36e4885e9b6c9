import type { DeltaTable } from '../../../../adapters/lakehouse/delta/delta-table.ts';
import type { TableDefinition } from '../../../../adapters/lakehouse/delta/table-definition.ts';
import { FolderStore } from '../../../../adapters/object-store/folder-store.ts';

const WEEK_AND_A_DAY_MS = 8 * 86_400_000;

/** Rows of two partitions that say which change wrote them. */
export const CHANGED_TABLE: TableDefinition = {
  columns: [
    { name: 'k', type: 'string' },
    { name: 'generation', type: 'integer' },
    { name: 'n', type: 'integer' },
  ],
  partitionColumns: ['k'],
};

/** Five rows of each of the partitions `a` and `b`. */
export function generation(number: number): Record<string, (string | number)[]> {
  const keys = ['a', 'b'].flatMap((key) => Array.from({ length: 5 }, () => key));
  return { k: keys, generation: keys.map(() => number), n: keys.map((_, index) => index) };
}

/** What may be killed at any of its steps, and begun again. */
export const CHANGES = {
  replaceWhere: (table: DeltaTable) => table.replaceWhere({ k: ['a', 'b'] }, generation(99)),
  compact: (table: DeltaTable) => table.compact({ orderBy: ['generation', 'n'] }),
  vacuum: (table: DeltaTable) => table.vacuum({ now: Date.now() + WEEK_AND_A_DAY_MS }),
} as const;

export type ChangeName = keyof typeof CHANGES;

/** Calls `beforeStep` before each write and deletion. */
export class StepStore extends FolderStore {
  readonly #beforeStep: () => void;

  constructor(root: string, beforeStep: () => void) {
    super(root);
    this.#beforeStep = beforeStep;
  }

  override async put(key: string, bytes: Uint8Array): Promise<void> {
    this.#beforeStep();
    await super.put(key, bytes);
  }

  override async putIfAbsent(key: string, bytes: Uint8Array): Promise<'won' | 'lost'> {
    this.#beforeStep();
    return super.putIfAbsent(key, bytes);
  }

  override async delete(key: string): Promise<void> {
    this.#beforeStep();
    await super.delete(key);
  }
}
