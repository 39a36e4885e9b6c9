import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildGold } from '../../../../adapters/lakehouse/stages/gold.ts';
import { buildSilver } from '../../../../adapters/lakehouse/stages/silver.ts';
import { Lakehouse } from '../../../../adapters/lakehouse/lakehouse.ts';
import type { LakeTable } from '../../../../adapters/lakehouse/tables/all-tables.ts';
import { mountSmallDisk } from '../../../house/small-disk.ts';
import type { SmallDisk } from '../../../house/small-disk.ts';
import { appendMessages, needRecordings, recordedKlines } from './recorded-bronze.ts';

const SYMBOL = 'BTCUSDT';
const [FIRST, SECOND] = ['2022-05-01', '2022-05-02'];
const MADE: readonly LakeTable[] = ['silver/bars_1m', 'gold/features_1m', 'gold/labels_1m'];

describe('silver and gold on a file system that is really full', function () {
  this.timeout(60_000);
  let folder = '';
  let lake: Lakehouse | undefined;
  let disk: SmallDisk | undefined;
  before(function () {
    needRecordings(this);
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'minutehand-full-disk-'));
  });
  afterEach(async () => {
    await lake?.close();
    disk?.unmount();
    await rm(folder, { recursive: true, force: true });
    [lake, disk] = [undefined, undefined];
  });

  /** Of every value of every row, as one reader sees them now. */
  async function contents(): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    const reader = new Lakehouse({ kind: 'folder', folder: path.join(folder, 'lake') });
    for (const name of MADE) {
      const table = await reader.existing(name);
      found[name] = await table!.withView('made', async (connection) =>
        String((await connection.runAndReadAll('SELECT count(*), bit_xor(hash(made)) FROM made')).getRows()[0]),
      );
    }
    await reader.close();
    return found;
  }

  const make = async (dates: readonly string[], stage: 'silver' | 'gold'): Promise<unknown> =>
    stage === 'silver' ? buildSilver(lake!, { symbol: SYMBOL, dates }) : buildGold(lake!, { symbol: SYMBOL, dates });

  const cases = [
    {
      what: 'the lake',
      at: 'lake',
      sentence: /^could not write "(silver|gold)\/.*" in folder .*: ENOSPC: no space left/,
    },
    { what: 'the temporary folder', at: 'temporary', sentence: /No space left on device/ },
  ];
  for (const { what, at, sentence } of cases) {
    it(`says that ${what} has no room, shows nothing of the day, and makes it when there is room`, async function () {
      disk = mountSmallDisk(this, path.join(folder, at), 24);
      lake = new Lakehouse(
        { kind: 'folder', folder: path.join(folder, 'lake') },
        { memoryLimit: '256MB', threads: 1, temporaryDirectory: path.join(folder, 'temporary') },
      );
      await mkdir(path.join(folder, 'temporary'), { recursive: true });
      await appendMessages(lake, recordedKlines('2022-05', [FIRST, SECOND]));
      await make([FIRST], 'silver');
      await make([FIRST], 'gold');
      for (const stage of ['silver', 'gold'] as const) {
        const before = await contents();
        disk.fill();
        await assert.rejects(make([SECOND], stage), (error: Error) => {
          assert.match(error.message, sentence);
          return true;
        });
        assert.deepEqual(await contents(), before, `${stage} is as it was`);
        disk.makeRoom();
        await make([SECOND], stage);
        assert.notDeepEqual(await contents(), before);
      }
      const after = await contents();
      await make([FIRST, SECOND], 'silver');
      await make([FIRST, SECOND], 'gold');
      assert.deepEqual(await contents(), after);
    });
  }
});
