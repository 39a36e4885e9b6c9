import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DeltaTable } from '../../../../adapters/lakehouse/delta/delta-table.ts';
import { FolderStore } from '../../../../adapters/object-store/folder-store.ts';
import { CHANGED_TABLE } from './changes.ts';
import { makeLake } from './lake.ts';
import type { Lake } from './lake.ts';

const PARTITIONS = 12;

/** Counts what it was given of data files, and how much of that is still in memory when the commit comes. */
class RememberingStore extends FolderStore {
  readonly #given: WeakRef<Uint8Array>[] = [];
  given = 0;
  heldAtCommit = -1;

  override async put(key: string, bytes: Uint8Array): Promise<void> {
    await super.put(key, bytes);
    this.#given.push(new WeakRef(bytes));
  }

  override async putIfAbsent(key: string, bytes: Uint8Array): Promise<'won' | 'lost'> {
    // A WeakRef holds its target to the end of the turn.
    await new Promise((resolve) => setTimeout(resolve, 10));
    collectGarbage();
    this.given = this.#given.length;
    this.heldAtCommit = this.#given.filter((bytes) => bytes.deref() !== undefined).length;
    return super.putIfAbsent(key, bytes);
  }
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

describe('memory of a change of a Delta table', () => {
  let lake: Lake;
  beforeEach(async () => {
    lake = await makeLake();
  });
  afterEach(() => lake.close());

  const changes = {
    append: (table: DeltaTable) => table.append(rows(0)),
    replaceWhere: (table: DeltaTable) => table.replaceWhere({}, rows(0)),
    compact: async (table: DeltaTable) => {
      for (const generation of [0, 1]) await table.append(rows(generation));
      await table.compact();
    },
  };
  for (const [name, change] of Object.entries(changes)) {
    it(`holds one file at a time in ${name}, however many a commit has`, async () => {
      const store = new RememberingStore(lake.root);
      const table = await DeltaTable.create({ ...lake.place('t'), store }, CHANGED_TABLE);
      await change(table);
      assert.ok(store.given >= PARTITIONS);
      assert.ok(store.heldAtCommit <= 1, `${store.heldAtCommit} files of ${store.given}`);
    }).timeout(20_000);
  }
});

function rows(generation: number): Record<string, (string | number)[]> {
  const numbers = Array.from({ length: PARTITIONS }, (_, n) => n);
  return { k: numbers.map((n) => `p${n}`), generation: numbers.map(() => generation), n: numbers };
}
