import assert from 'node:assert/strict';
import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createVacuumActivities } from '../../../activities/pipeline/vacuum.ts';
import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { DAY_MS } from '../../../core/market/bar.ts';
import { appendMessages } from '../../adapters/lakehouse/stages/recorded-bronze.ts';

describe('the vacuum of the lake', function () {
  this.timeout(30_000);
  let folder: string;
  let lake: Lakehouse;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'minutehand-vacuum-'));
    lake = new Lakehouse({ kind: 'folder', folder }, { memoryLimit: '512MB', threads: 1 });
  });
  afterEach(async () => {
    await lake.close();
    await rm(folder, { recursive: true, force: true });
  });

  const vacuum = () => {
    const environment = new MockActivityEnvironment();
    return environment.run(() => createVacuumActivities({ lake }).vacuumLake());
  };
  /** A file that is in no version of the table, as a killed writer leaves it. */
  const leftover = (name: string, days: number): string => {
    const file = path.join(folder, 'bronze', 'kline_1m', name);
    writeFileSync(file, 'left');
    const time = new Date(Date.now() - days * DAY_MS);
    utimesSync(file, time, time);
    return file;
  };

  it('deletes what is older than a week, keeps what a reader may still need, and every row', async () => {
    const eventTime = Date.parse('2022-05-09T00:00:00Z');
    const message = { table: 'bronze/kline_1m', source: 'archive', eventTime, payload: 'a' } as const;
    await appendMessages(lake, [message]);
    const [old, young] = [leftover('old.parquet', 8), leftover('young.parquet', 6)];
    assert.deepEqual(await vacuum(), {
      files: 1,
      bytes: 4,
      tables: [{ table: 'bronze/kline_1m', files: 1, bytes: 4 }],
    });
    assert.deepEqual([existsSync(old), existsSync(young)], [false, true]);
    const rows = await (await lake.existing('bronze/kline_1m'))?.read({ columns: ['payload'] });
    assert.deepEqual(rows?.['payload'], ['a']);
    assert.deepEqual(await vacuum(), { files: 0, bytes: 0, tables: [] });
  });

  it('has nothing to do where no lake is yet', async () => {
    assert.deepEqual(await vacuum(), { files: 0, bytes: 0, tables: [] });
  });
});
