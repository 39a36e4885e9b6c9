import assert from 'node:assert/strict';
import { DeltaTable } from '../../../../adapters/lakehouse/delta/delta-table.ts';
import { S3Store } from '../../../../adapters/object-store/s3-store.ts';
import { withEnvironment } from '../../object-store/environment.ts';
import { needS3Server, startS3Server } from '../../object-store/versitygw.ts';
import type { S3Server } from '../../object-store/versitygw.ts';
import { BARS, makeLake, minutesOf } from './lake.ts';
import type { Lake } from './lake.ts';

describe('Delta table in S3', () => {
  let lake: Lake | undefined;
  let server: S3Server | undefined;
  let store: S3Store | undefined;
  let restore: (() => void) | undefined;
  before(async function () {
    const program = await needS3Server(this);
    lake = await makeLake();
    server = await startS3Server(program, lake.root);
    restore = withEnvironment(server.env);
    store = new S3Store({ bucket: server.bucket, forcePathStyle: true });
  });
  after(async () => {
    store?.close();
    restore?.();
    await server?.stop();
    await lake?.close();
  });

  it('loses no append of two writers at once, past a checkpoint, and is compacted, read and emptied as in a folder', async () => {
    assert.ok(lake && store);
    const place = { ...lake.place('gold/bars'), store };
    const writers = [await DeltaTable.create(place, BARS), await DeltaTable.open(place)];
    await Promise.all(
      writers.map(async (table, writer) => {
        for (let day = 1; day <= 6; day += 1) await table.append(minutesOf(`2024-01-0${day}`, 3, writer));
      }),
    );
    const table = await DeltaTable.open(place);
    assert.equal((await table.snapshot()).version, 12);
    assert.equal((await table.read())['date']?.length, 36);
    await table.replaceWhere({ date: '2024-01-01' }, minutesOf('2024-01-01', 1));
    await table.compact();
    assert.equal((await table.snapshot()).files.size, 6);
    assert.equal((await table.read({ where: { date: '2024-01-01' } }))['date']?.length, 1);
    const { files } = await table.vacuum({ now: Date.now() + 8 * 86_400_000 });
    assert.equal(files.length, 12);
    assert.equal((await (await DeltaTable.open(place)).read())['date']?.length, 31);
  }).timeout(60_000);
});
