import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeltaTable } from '../../../../adapters/lakehouse/delta/delta-table.ts';
import { makeLake } from './lake.ts';
import type { Lake } from './lake.ts';
import { startWriter, WRITERS_TABLE } from './writer-processes.ts';

/** Commits of all writers together. */
const RACE_COMMITS = 200;
const WRITERS = 2;
const ROWS_A_COMMIT = 5;
const RANDOM_KILLS = 5;
/** An append's steps in the store: a data file and the commit, and at every 10th a checkpoint and the hint at it; two each. */
const STEPS_OF_10_APPENDS = 10 * 4 + 4;
const STEPS_AROUND_A_CHECKPOINT = Array.from({ length: 8 }, (_, i) => STEPS_OF_10_APPENDS - 8 + i);

describe('writers of a Delta table in processes of their own', () => {
  let lake: Lake;
  beforeEach(async () => {
    lake = await makeLake();
    await DeltaTable.create(lake.place('t'), WRITERS_TABLE);
  });
  afterEach(() => lake.close());

  /** How many rows each commit has left, by writer and commit; read afresh. */
  async function rowsByCommit(): Promise<Map<string, number>> {
    const { writer, commit } = await (await DeltaTable.open(lake.place('t'))).read({ orderBy: ['writer', 'commit'] });
    const counts = new Map<string, number>();
    writer?.forEach((name, index) => {
      const key = `${String(name)} ${String(commit?.[index])}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    });
    return counts;
  }

  it(`lose none of ${RACE_COMMITS} commits when ${WRITERS} race`, async function () {
    this.timeout(60_000 + RACE_COMMITS * 2_000);
    const each = RACE_COMMITS / WRITERS;
    const writers = Array.from({ length: WRITERS }, (_, i) => startWriter(lake.root, `w${i}`, each));
    for (const { ended } of writers) {
      const { code, errors } = await ended;
      assert.equal(code, 0, errors);
    }
    const counts = await rowsByCommit();
    assert.equal(counts.size, RACE_COMMITS);
    assert.ok([...counts.values()].every((count) => count === ROWS_A_COMMIT));
    assert.equal((await (await DeltaTable.open(lake.place('t'))).snapshot()).version, RACE_COMMITS);
  });

  /** Whole commits only, all that the writer has told of, at most one more; and the table can be written to. */
  async function checkSurvival(told: number, writer: string): Promise<void> {
    const counts = await rowsByCommit();
    const commits = [...counts].filter(([key]) => key.startsWith(`${writer} `));
    assert.ok(commits.every(([, count]) => count === ROWS_A_COMMIT));
    assert.ok(commits.length === told || commits.length === told + 1, `${commits.length} stand, ${told} were told`);
    const table = await DeltaTable.open(lake.place('t'));
    const { version } = await table.snapshot();
    assert.equal(await table.append({ writer: ['after'], commit: [0], row: [0] }), version + 1);
  }

  it('leave a readable table when killed at each step of a commit and of its checkpoint', async function () {
    this.timeout(120_000);
    for (const dieAt of STEPS_AROUND_A_CHECKPOINT) {
      const name = `t${dieAt}`;
      const home = await makeLake();
      try {
        await DeltaTable.create(home.place('t'), WRITERS_TABLE);
        const { signal, told, errors } = await startWriter(home.root, name, 10, dieAt).ended;
        assert.equal(signal, 'SIGKILL', errors);
        const before = lake;
        lake = home;
        await checkSurvival(told, name).finally(() => (lake = before));
      } finally {
        await home.close();
      }
    }
  });

  it(`leave a readable table when killed ${RANDOM_KILLS} times at any moment`, async function () {
    this.timeout(120_000);
    for (let kill = 0; kill < RANDOM_KILLS; kill += 1) {
      const writer = startWriter(lake.root, `k${kill}`, 1_000_000);
      await writer.started;
      await sleep(Math.random() * 150);
      writer.kill();
      const { signal, told, errors } = await writer.ended;
      assert.equal(signal, 'SIGKILL', errors);
      await checkSurvival(told, `k${kill}`);
    }
    const versions = (await readdir(path.join(lake.root, 't', '_delta_log'))).filter((name) =>
      /^\d+\.json$/.test(name),
    );
    assert.deepEqual(
      versions.sort().map((name) => Number.parseInt(name, 10)),
      versions.map((_, index) => index),
    );
  });
});
