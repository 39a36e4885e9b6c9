import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeltaTable } from '../../../../adapters/lakehouse/delta/delta-table.ts';
import { CHANGED_TABLE, CHANGES, generation, StepStore } from './changes.ts';
import type { ChangeName } from './changes.ts';
import { makeLake } from './lake.ts';
import type { Lake } from './lake.ts';

const PROGRAM = path.join(import.meta.dirname, 'change-process.ts');
/** Its own commit is then version 10, which makes a checkpoint, too. */
const COMMITS_BEFORE = 9;
const RANDOM_KILLS = 3;
/**
 * Writes and deletions of each change. Replacing and compacting: a file for each of two partitions, the commit, the
 * checkpoint, the hint at it. Vacuum: the two files that a replacement took out, of each partition one.
 */
const STEPS: Readonly<Record<ChangeName, number>> = { replaceWhere: 5, compact: 5, vacuum: 2 };
const COMMIT_STEP = 2;

describe('a change of a Delta table whose process is killed', function () {
  this.timeout(60_000);
  const homes: Lake[] = [];
  after(async () => {
    for (const home of homes) await home.close();
  });

  const makeHome = async (): Promise<Lake> => {
    const home = await makeLake();
    homes.push(home);
    return home;
  };

  /** Rows as lines, read afresh. */
  async function rowsIn(home: Lake): Promise<string[]> {
    const columns = await (await DeltaTable.open(home.place('t'))).read({ orderBy: ['k', 'generation', 'n'] });
    return (columns['k'] ?? []).map((key, row) => [key, columns['generation']?.[row], columns['n']?.[row]].join());
  }

  async function dataFiles(home: Lake): Promise<number> {
    const names = await readdir(path.join(home.root, 't'), { recursive: true });
    return names.filter((name) => name.endsWith('.parquet') && !name.startsWith('_')).length;
  }

  async function tableBefore(change: ChangeName): Promise<Lake> {
    const home = await makeHome();
    const table = await DeltaTable.create(home.place('t'), CHANGED_TABLE);
    const appends = change === 'vacuum' ? 1 : COMMITS_BEFORE;
    for (let number = 0; number < appends; number += 1) await table.append(generation(number));
    if (change === 'vacuum') await table.replaceWhere({ k: ['a', 'b'] }, generation(50));
    return home;
  }

  const run = (home: Lake, ...args: string[]) => {
    const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, home.root, ...args]);
    let errors = '';
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    const ended = once(child, 'close').then(([, signal]) => ({ signal: signal as string | null, errors }));
    return { child, ended };
  };

  for (const change of Object.keys(STEPS) as ChangeName[]) {
    it(`${change}: at each of its steps the table is as before or as after, and the next run completes it`, async () => {
      const start = await tableBefore(change);
      const before = await rowsIn(start);
      const done = await makeHome();
      await cp(start.root, done.root, { recursive: true });
      let taken = 0;
      const store = new StepStore(done.root, () => (taken += 1));
      await CHANGES[change](await DeltaTable.open({ ...done.place('t'), store }));
      assert.equal(taken, STEPS[change]);
      const after = await rowsIn(done);
      const filesAfter = await dataFiles(done);

      const killedAt = async (step: number): Promise<void> => {
        const home = await makeHome();
        await cp(start.root, home.root, { recursive: true });
        const { signal, errors } = await run(home, change, String(step)).ended;
        assert.equal(signal, 'SIGKILL', `step ${step}: ${errors}`);
        const isCommitted = change !== 'vacuum' && step > COMMIT_STEP;
        assert.deepEqual(await rowsIn(home), isCommitted ? after : before, `killed before step ${step}`);
        const table = await DeltaTable.open(home.place('t'));
        await CHANGES[change](table);
        assert.deepEqual(await rowsIn(home), after, `done again after step ${step}`);
        // What the killed process had written is in the way of nothing, and goes.
        await table.vacuum({ retentionMs: 0, evenIfRead: true });
        assert.equal(await dataFiles(home), (await table.snapshot()).files.size);
        if (change === 'vacuum') assert.equal(await dataFiles(home), filesAfter);
        assert.deepEqual(await rowsIn(home), after, `emptied after step ${step}`);
      };
      const steps = Array.from({ length: STEPS[change] }, (_, step) => step);
      // Two at a time.
      const inTurn = async (own: readonly number[]): Promise<void> => {
        for (const step of own) await killedAt(step);
      };
      await Promise.all([0, 1].map((rest) => inTurn(steps.filter((step) => step % 2 === rest))));
    });
  }

  it(`all of them in turn, killed ${RANDOM_KILLS} times at any moment: every partition is of one change`, async () => {
    const home = await makeHome();
    await (await DeltaTable.create(home.place('t'), CHANGED_TABLE)).append(generation(0));
    for (let kill = 0; kill < RANDOM_KILLS; kill += 1) {
      const { child, ended } = run(home, 'for-ever');
      await Promise.race([once(child.stdout, 'data'), ended]);
      await sleep(Math.random() * 300);
      child.kill('SIGKILL');
      const { signal, errors } = await ended;
      assert.equal(signal, 'SIGKILL', errors);
      const rows = await rowsIn(home);
      // Once after a replacement, twice after the append.
      assert.ok([10, 20].includes(rows.length), `${rows.length} rows`);
      assert.equal(new Set(rows.map((row) => row.split(',')[1])).size, 1, rows.join(' '));
    }
  });
});
