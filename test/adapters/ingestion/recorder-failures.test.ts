import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, open, readdir, readFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { book, BOOK, idsFrom, NOON, RecordingWorld, trade, until } from './recording-world.ts';

describe('the recorder, when things fail', function () {
  this.timeout(90_000);
  let world: RecordingWorld;
  beforeEach(async () => {
    world = await RecordingWorld.make();
  });
  afterEach(() => world.close());

  it('keeps receiving while the object store is down, then writes everything in its order, once', async () => {
    const recorder = await world.record();
    world.lake.isDown = true;
    let id = 0;
    const sending = setInterval(() => {
      for (let count = 0; count < 20; count += 1) world.sendTrades(++id, id);
      world.exchange.publishRaw(BOOK, book(NOON + id));
    }, 10);
    // Sixty times the age at which a table is flushed.
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    const during = recorder.metrics();
    assert.ok(during.messages > 2_000 && during.rows === 0, JSON.stringify(during));
    assert.ok(during.memoryBytes < 1_000_000, 'it waits on the disk, not in memory');
    assert.ok(during.journalBytes > 300_000 && during.oldestWaitingMs > 4_000);
    assert.match(during.trouble ?? '', /Bronze can't be written \(the store is down\)/);
    assert.ok(world.lake.refusals >= 3);
    world.lake.isDown = false;
    await until('the backlog written', () => recorder.metrics().rows >= during.messages);
    clearInterval(sending);
    await until('all received', async () => {
      await recorder.flush();
      return (await world.tradeIds()).length >= id;
    });
    const after = await recorder.stop();
    assert.deepEqual(await world.tradeIds(), idsFrom(1, id));
    const rows = await world.rows('bronze/depth20');
    assert.equal(rows.length, id / 20);
    assert.deepEqual([after.drops, after.pauses, after.restRows, after.trouble], [0, 0, 0, undefined]);
    assert.equal(world.said.filter((sentence) => sentence.includes("can't be written")).length, 1, 'said once');
    assert.match(world.said.join('\n'), /Bronze is written again after \d+ s/);
  });

  it('stops reading when the journal has reached its bound, and loses nothing', async () => {
    const journalBytes = 300_000;
    const recorder = await world.record({ limits: { journalBytes, flushBytes: 50_000, memoryBytes: 100_000 } });
    world.lake.isDown = true;
    const last = 12_000;
    for (let id = 1; id <= last; id += 1_000) {
      world.sendTrades(id, id + 999);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await until('it pauses', () => recorder.metrics().isPaused);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const during = recorder.metrics();
    assert.ok(during.messages < last, `${during.messages} were read`);
    // What the socket had read already when reading stopped comes on top: some chunks of 64 KiB.
    assert.ok(during.memoryBytes + during.journalBytes < journalBytes + 100_000 + 1_000_000, JSON.stringify(during));
    assert.match(world.said.join('\n'), /not reading the streams: \d+ bytes wait in memory and \d+ in the journal/);
    world.lake.isDown = false;
    await until('all received', () => recorder.metrics().messages >= last, 40_000);
    await until('it reads on', () => !recorder.metrics().isPaused);
    await recorder.stop();
    assert.deepEqual([...new Set(await world.tradeIds())], idsFrom(1, last));
  });

  it('leaves in the journal what the store does not take before a stop, for the next start', async () => {
    const first = await world.record();
    world.lake.isDown = true;
    world.sendTrades(1, 50);
    await until('fifty trades', () => first.metrics().messages === 50);
    const metrics = await first.stop(200);
    assert.ok(metrics.journalBytes > 0 && metrics.drops === 0);
    assert.match(world.said.join('\n'), /stopped before Bronze had everything/);
    world.lake.isDown = false;
    const second = await world.record();
    await second.flush();
    await second.stop();
    assert.deepEqual(await world.tradeIds(), idsFrom(1, 50));
  });

  describe('on a disk that is full', () => {
    type Write = FileHandle['write'];
    let prototype: { write: Write };
    let write: Write;
    before(async () => {
      const handle = await open(import.meta.filename);
      prototype = Object.getPrototypeOf(handle) as { write: Write };
      write = prototype.write;
      await handle.close();
    });
    afterEach(() => {
      prototype.write = write;
    });

    /** Every write breaks off after ten bytes; the one after it is refused. */
    function fillDisk(): void {
      let calls = 0;
      prototype.write = function (this: FileHandle, data: Uint8Array, from: number, _: number, at: number) {
        calls += 1;
        if (calls % 2 === 1) return Reflect.apply(write, this, [data, from, 10, at]) as never;
        return Promise.reject(new Error('ENOSPC: no space left on device, write')) as never;
      } as unknown as Write;
    }

    it('says so, keeps what came in memory, and tears no line', async () => {
      const recorder = await world.record();
      world.sendTrades(1, 10);
      await until('ten trades', () => recorder.metrics().messages === 10);
      fillDisk();
      world.sendTrades(11, 500);
      await until('it was said', () => recorder.metrics().trouble !== undefined);
      world.sendTrades(501, 600);
      await until('all received', () => recorder.metrics().messages === 600);
      assert.match(recorder.metrics().trouble ?? '', /the journal in .* can't be written \(ENOSPC/);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      assert.equal((await world.tradeIds()).filter((id) => id > 10).length, 0, 'nothing half-written is seen');
      prototype.write = write;
      await until('it writes again', () => recorder.metrics().trouble === undefined);
      const metrics = await recorder.stop();
      assert.deepEqual(await world.tradeIds(), idsFrom(1, 600));
      assert.equal(metrics.drops, 0);
      assert.match(world.said.join('\n'), /is written again; nothing that came is missing/);
    });

    it('stops reading when memory has reached its bound, and says at a stop what is lost', async () => {
      const recorder = await world.record({ limits: { memoryBytes: 300_000 } });
      world.sendTrades(1, 1);
      await until('a trade', async () => (await world.tradeIds()).length === 1);
      fillDisk();
      for (let id = 2; id <= 15_000; id += 1_000) {
        world.sendTrades(id, id + 999);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await until('it pauses', () => recorder.metrics().isPaused);
      assert.ok(recorder.metrics().memoryBytes < 1_300_000);
      const metrics = await recorder.stop(200);
      assert.ok(metrics.drops > 0);
      assert.match(world.said.join('\n'), /stopped while the disk was full: \d+ bytes of messages are lost/);
      prototype.write = write;
      const next = await world.record();
      world.sendTrades(15_002, 15_002);
      await until('fetched again', () => next.metrics().restRows >= 14_000, 30_000);
      await next.stop();
      assert.deepEqual([...new Set(await world.tradeIds())], idsFrom(1, 15_002));
    });
  });

  it('loses no trade to kill -9, and writes none twice that it had written', async () => {
    const program = path.join(import.meta.dirname, 'recorder-process.ts');
    const args = [String(world.exchange.port), path.join(world.folder, 'lake'), world.journalFolder];
    let id = 0;
    const sending = setInterval(() => {
      for (let count = 0; count < 5; count += 1) world.sendTrades(++id, id);
    }, 5);
    for (let life = 0; life < 3; life += 1) {
      const child = spawn(process.execPath, ['--import', 'tsx', program, ...args]);
      const ended = once(child, 'close');
      await until('it is connected', () => world.exchange.listening('/ws') === 2, 30_000);
      await new Promise((resolve) => setTimeout(resolve, 700 + 400 * life));
      child.kill('SIGKILL');
      await ended;
    }
    const recorder = await world.record();
    await until('the holes filled', () => recorder.metrics().restRows > 0);
    clearInterval(sending);
    const first = Math.min(...(await world.tradeIds()));
    await until('all in Bronze', async () => {
      await recorder.flush();
      return new Set((await world.tradeIds()).filter((known) => known <= id)).size === id - first + 1;
    });
    await recorder.stop();
    const streamed = (await world.rows('bronze/agg_trade')).filter(({ source }) => source === 'stream');
    assert.equal(new Set(streamed.map(({ payload }) => payload)).size, streamed.length, 'no row of a stream twice');
  });

  it('brings in what a killed process left, without its torn last line', async () => {
    const recorder = await world.record();
    world.lake.isDown = true;
    world.sendTrades(1, 3);
    await until('three trades', () => recorder.metrics().messages === 3);
    await recorder.stop(100);
    const name = (await readdir(world.journalFolder)).filter((file) => file.startsWith('agg_trade.')).sort()[0]!;
    const file = path.join(world.journalFolder, name);
    const whole = await readFile(file, 'utf8');
    assert.equal(whole.split('\n').length, 4);
    await appendFile(file, whole.slice(0, whole.indexOf('\n') - 7).replace(JSON.stringify(trade(1)).slice(0, 20), ''));
    world.lake.isDown = false;
    const next = await world.record();
    await next.flush();
    await next.stop();
    assert.deepEqual(await world.tradeIds(), [1, 2, 3]);
  });
});
