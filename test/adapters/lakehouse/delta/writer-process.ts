/**
 * A writer of its own process: `writer-process ROOT WRITER COMMITS [DIE_AT]` appends COMMITS times 5 rows to the table `t`
 * in the folder ROOT, and prints each commit's number once it stands. With DIE_AT it kills itself with SIGKILL at its
 * n-th step in the store (0 is the first), of which every put has two: before, and when it is done.
 */
import { DeltaTable } from '../../../../adapters/lakehouse/delta/delta-table.ts';
import { DuckDbEngine } from '../../../../adapters/lakehouse/delta/duckdb-engine.ts';
import { FolderStore } from '../../../../adapters/object-store/folder-store.ts';

const [root = '', writer = '', commits = '0', dieAt] = process.argv.slice(2);
const ROWS = 5;

let steps = 0;
function step(): void {
  if (dieAt !== undefined && steps === Number(dieAt)) process.kill(process.pid, 'SIGKILL');
  steps += 1;
}

class MortalStore extends FolderStore {
  override async put(key: string, bytes: Uint8Array): Promise<void> {
    step();
    await super.put(key, bytes);
    step();
  }

  override async putIfAbsent(key: string, bytes: Uint8Array): Promise<'won' | 'lost'> {
    step();
    const outcome = await super.putIfAbsent(key, bytes);
    step();
    return outcome;
  }
}

// Beside the table: what a killed writer leaves is removed with the lake.
const engine = new DuckDbEngine({ memoryLimit: '256MB', threads: 1, temporaryDirectory: root });
const table = await DeltaTable.open({ store: new MortalStore(root), table: 't', engine });
const rows = Array.from({ length: ROWS }, (_, row) => row);
for (let commit = 0; commit < Number(commits); commit += 1) {
  await table.append({ writer: rows.map(() => writer), commit: rows.map(() => commit), row: rows });
  process.stdout.write(`${commit}\n`);
}
await engine.close();
