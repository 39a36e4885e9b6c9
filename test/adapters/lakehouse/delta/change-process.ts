/**
 * A process that changes the table `t` in the folder ROOT, to be killed: `change-process ROOT CHANGE [DIE_AT]`. With DIE_AT
 * it kills itself with SIGKILL before its n-th write or deletion in the store (0 is the first); CHANGE `for-ever` makes
 * all changes one after the other until it is killed, and prints a line after each round.
 */
import { DeltaTable } from '../../../../adapters/lakehouse/delta/delta-table.ts';
import { DuckDbEngine } from '../../../../adapters/lakehouse/delta/duckdb-engine.ts';
import { CHANGES, generation, StepStore } from './changes.ts';
import type { ChangeName } from './changes.ts';

const [root = '', change = '', dieAt] = process.argv.slice(2);
let steps = 0;
const store = new StepStore(root, () => {
  if (steps === Number(dieAt)) process.kill(process.pid, 'SIGKILL');
  steps += 1;
});

// Beside the table: what a killed process leaves is removed with the lake.
const engine = new DuckDbEngine({ memoryLimit: '256MB', threads: 1, temporaryDirectory: root });
const table = await DeltaTable.open({ store, table: 't', engine });
if (change !== 'for-ever') {
  await CHANGES[change as ChangeName](table);
} else {
  for (let round = 1; ; round += 1) {
    await table.replaceWhere({ k: ['a', 'b'] }, generation(round));
    await table.append(generation(round));
    await table.compact();
    await table.vacuum({ retentionMs: 0, evenIfRead: true });
    process.stdout.write(`${round}\n`);
  }
}
await engine.close();
