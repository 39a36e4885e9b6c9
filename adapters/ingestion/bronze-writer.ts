import type { DeltaTable } from '../lakehouse/delta/delta-table.ts';
import type { Lakehouse } from '../lakehouse/lakehouse.ts';
import type { RecordedTable } from './market-message.ts';
import { selectRows } from './journal-row.ts';
import type { Segment, TableJournal } from './table-journal.ts';

/** What a commit may hold at most: after an outage there are many files, and one commit takes several. */
const LARGEST_COMMIT_BYTES = 32 * 1024 * 1024;

/** Where rows go: the lake, by table. */
export type BronzeLake = Pick<Lakehouse, 'table' | 'engine'>;

/** Brings finished journal files into their Bronze tables: in order, one commit at a time, each exactly once. */
export class BronzeWriter {
  readonly #lake: BronzeLake;
  readonly #tables = new Map<RecordedTable, DeltaTable>();

  constructor(lake: BronzeLake) {
    this.#lake = lake;
  }

  /**
   * Commits the oldest files of a journal and removes them. Resolves with the rows that were added, undefined when there
   * was nothing to do. What was committed already, by this process or one that was killed before it could remove the
   * file, is known by its number and only removed.
   *
   * @throws ObjectStoreError, DeltaError: the files are still there, call again.
   */
  async commitOldest(journal: TableJournal): Promise<number | undefined> {
    if (journal.sealed.length === 0) return undefined;
    const table = await this.#table(journal.table);
    const appId = `ingestion-${journal.identity}`;
    const known = (await table.snapshot()).transactions.get(appId)?.version ?? 0;
    if (journal.sealed.some(({ number }) => number <= known)) {
      await journal.drop(known);
      return 0;
    }
    const { segments, last } = firstOf(journal.sealed);
    const select = selectRows(segments.map(({ file }) => file));
    await this.#lake.engine.withConnection((connection) =>
      table.append({ connection, select }, { transaction: { appId, version: last.number } }),
    );
    await journal.drop(last.number);
    return segments.reduce((sum, { rows }) => sum + rows, 0);
  }

  async #table(name: RecordedTable): Promise<DeltaTable> {
    const known = this.#tables.get(name);
    if (known) return known;
    const table = await this.#lake.table(name);
    this.#tables.set(name, table);
    return table;
  }
}

function firstOf(sealed: readonly Segment[]): { segments: readonly Segment[]; last: Segment } {
  let bytes = 0;
  const size = sealed.findIndex((segment) => (bytes += segment.bytes) > LARGEST_COMMIT_BYTES);
  const segments = sealed.slice(0, size === -1 ? sealed.length : Math.max(1, size));
  return { segments, last: segments.at(-1)! };
}
