import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FolderArchive } from '../../../adapters/archive/folder-archive.ts';
import type { ArchiveKind } from '../../../core/pipeline/backfill/archive-files.ts';

const DAY = 86_400_000;
const YEAR = { from: Date.UTC(2022, 0, 1), to: Date.UTC(2023, 0, 1) };

describe('the archive in a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'minutehand-folder-archive-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const put = (...names: string[]): void => names.forEach((name) => writeFileSync(path.join(folder, name), 'x'));
  const list = async (kind: ArchiveKind, range = YEAR): Promise<string[]> => {
    const files = await new FolderArchive(folder).list({ kind, symbol: 'BTCUSDT', ...range, now: YEAR.to });
    return files.map(({ name }) => name);
  };

  it('lists what is of the symbol, the kind and the time, ascending', async () => {
    put('BTCUSDT-1m-2022-02.csv.gz', 'BTCUSDT-1m-2022-01.zip', 'BTCUSDT-1m-2021-12.zip', 'ETHUSDT-1m-2022-01.zip');
    put('BTCUSDT-1h-2022-01.zip', 'BTCUSDT-aggTrades-2022-01-05.zip', 'BTCUSDT-1m-2022-02-30.zip', 'notes.txt');
    assert.deepEqual(await list('klines'), ['BTCUSDT-1m-2022-01.zip', 'BTCUSDT-1m-2022-02.csv.gz']);
    assert.deepEqual(await list('aggTrades'), ['BTCUSDT-aggTrades-2022-01-05.zip']);
    assert.deepEqual(await list('klines', { from: YEAR.from + 40 * DAY, to: YEAR.to }), ['BTCUSDT-1m-2022-02.csv.gz']);
  });

  it('takes each period once: the zip before other forms, the month before its days', async () => {
    put('BTCUSDT-1m-2022-01.csv', 'BTCUSDT-1m-2022-01.csv.gz', 'BTCUSDT-1m-2022-01.zip', 'BTCUSDT-1m-2022-01-07.zip');
    put('BTCUSDT-1m-2022-02-01.csv', 'BTCUSDT-1m-2022-02-01.csv.gz');
    assert.deepEqual(await list('klines'), ['BTCUSDT-1m-2022-01.zip', 'BTCUSDT-1m-2022-02-01.csv.gz']);
  });

  it('finds funding rates of many years under a name of their own', async () => {
    put('BTCUSDT_funding_8h.csv', 'ETHUSDT_funding_8h.csv', 'BTCUSDT-fundingRate-2022-03.zip');
    assert.deepEqual(await list('fundingRate'), ['BTCUSDT-fundingRate-2022-03.zip', 'BTCUSDT_funding_8h.csv']);
    assert.deepEqual(await list('klines'), []);
  });

  it('compares the CHECKSUM that lies beside a file', async () => {
    put('BTCUSDT-1m-2022-01.zip');
    const archive = new FolderArchive(folder);
    const listed = async () => (await archive.list({ kind: 'klines', symbol: 'BTCUSDT', ...YEAR, now: YEAR.to }))[0]!;
    const { sha256 } = await archive.fetch(await listed());
    writeFileSync(path.join(folder, 'BTCUSDT-1m-2022-01.zip.CHECKSUM'), `${sha256}  BTCUSDT-1m-2022-01.zip\n`);
    assert.equal((await listed()).sha256, sha256);
    writeFileSync(path.join(folder, 'BTCUSDT-1m-2022-01.zip'), 'y');
    await assert.rejects(archive.fetch(await listed()), { kind: 'damaged', message: /its CHECKSUM says/ });
  });

  it('says that there is no such folder, and that a file is gone', async () => {
    const nowhere = new FolderArchive(path.join(folder, 'nowhere'));
    const request = { kind: 'klines', symbol: 'BTCUSDT', ...YEAR, now: YEAR.to } as const;
    await assert.rejects(nowhere.list(request), {
      kind: 'refused',
      message: /nowhere: there is no such folder; right is/,
    });
    const gone = { name: 'BTCUSDT-1m-2022-01.zip', kind: 'klines', symbol: 'BTCUSDT' } as const;
    await assert.rejects(new FolderArchive(folder).fetch(gone), { kind: 'refused', message: /can't be read: ENOENT/ });
  });
});
