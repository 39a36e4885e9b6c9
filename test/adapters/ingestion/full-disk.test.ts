import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mountSmallDisk } from '../../house/small-disk.ts';
import type { SmallDisk } from '../../house/small-disk.ts';
import { idsFrom, RecordingWorld, until } from './recording-world.ts';

describe('the recorder on a file system that is really full', function () {
  this.timeout(60_000);
  let world: RecordingWorld;
  let disk: SmallDisk | undefined;
  beforeEach(async () => {
    world = await RecordingWorld.make();
    disk = undefined;
  });
  afterEach(async () => {
    await world.stopRecorders();
    disk?.unmount();
    await world.close();
  });

  it('keeps what the journal can not take, says so, and goes on when there is room', async function () {
    disk = mountSmallDisk(this, world.journalFolder, 4);
    const recorder = await world.record();
    world.sendTrades(1, 50);
    await until('fifty trades in bronze', async () => (await world.tradeIds()).length === 50);
    disk.fill();
    world.sendTrades(51, 400);
    await until('all received', () => recorder.metrics().messages === 400);
    await until('it was said', () => recorder.metrics().trouble !== undefined);
    assert.match(
      recorder.metrics().trouble ?? '',
      /^the journal in .* can't be written \(ENOSPC: no space left on device/,
    );
    await sleep(1_200);
    const seen = await world.tradeIds();
    assert.deepEqual(seen, idsFrom(1, seen.length), 'nothing half-written is seen');
    assert.ok(seen.length < 400);
    disk.makeRoom();
    await until('it writes again', () => recorder.metrics().trouble === undefined);
    const { drops } = await recorder.stop();
    assert.equal(drops, 0);
    assert.deepEqual(await world.tradeIds(), idsFrom(1, 400));
    assert.match(world.said.join('\n'), /is written again; nothing that came is missing/);
  });

  it('can not be opened there, and says why; it can when there is room', async function () {
    disk = mountSmallDisk(this, world.journalFolder, 1);
    disk.fill();
    await assert.rejects(world.record(), /the journal in .*journal can't be opened: ENOSPC: no space left on device/);
    assert.deepEqual(await readdir(world.journalFolder), ['filler'], 'an attempt leaves nothing behind');
    disk.makeRoom();
    const recorder = await world.record();
    world.sendTrades(1, 5);
    await until('five trades', () => recorder.metrics().messages === 5);
    await recorder.stop();
    assert.deepEqual(await world.tradeIds(), idsFrom(1, 5));
  });

  it('leaves in the journal what a full lake does not take, and no reader sees a part of it', async function () {
    disk = mountSmallDisk(this, path.join(world.folder, 'lake'), 4);
    const recorder = await world.record();
    world.sendTrades(1, 50);
    await until('fifty trades in bronze', async () => (await world.tradeIds()).length === 50);
    disk.fill();
    world.sendTrades(51, 400);
    await until('it was said', () => recorder.metrics().trouble !== undefined);
    assert.match(
      recorder.metrics().trouble ?? '',
      /^Bronze can't be written \(could not write "bronze\/.*" in folder .*: ENOSPC: no space left on device.*\): what comes waits in the journal$/,
    );
    await sleep(600);
    assert.deepEqual(await world.tradeIds(), idsFrom(1, 50));
    disk.makeRoom();
    await until('it is taken', async () => (await world.tradeIds()).length === 400);
    assert.deepEqual(await world.tradeIds(), idsFrom(1, 400));
    assert.equal((await recorder.stop()).trouble, undefined);
    assert.match(world.said.join('\n'), /Bronze is written again after \d+ s/);
  });
});
