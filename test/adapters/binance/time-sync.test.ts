import assert from 'node:assert/strict';
import { TimeSync } from '../../../adapters/binance/time-sync.ts';

/** A server whose clock is `ahead`, over a connection with these round trips, ms: there and back take half each. */
function syncOver(ahead: number, roundTrips: readonly number[]) {
  const clock = { now: 1_700_000_000_000 };
  const offsets: number[] = [];
  let asked = 0;
  const sync = new TimeSync({
    now: () => clock.now,
    onOffset: (offset) => offsets.push(offset),
    serverTime: async () => {
      const roundTrip = roundTrips[asked++ % roundTrips.length]!;
      clock.now += roundTrip / 2;
      const serverTime = clock.now + ahead;
      await Promise.resolve();
      clock.now += roundTrip / 2;
      return serverTime;
    },
  });
  return { sync, clock, offsets, asked: () => asked };
}

describe('time sync', () => {
  it('measures how far the exchange is ahead or behind', async () => {
    for (const ahead of [0, 7_000, -7_000, 123]) {
      const { sync, clock } = syncOver(ahead, [20, 30, 40]);
      assert.equal(await sync.sync(), ahead);
      assert.equal(sync.serverNow(), clock.now + ahead);
      assert.equal(sync.synced, true);
    }
  });

  it('trusts the fastest of several round trips', async () => {
    const clock = { now: 0 };
    const answers = [
      { roundTrip: 900, serverTime: 5_900 },
      { roundTrip: 10, serverTime: 5_905 },
      { roundTrip: 500, serverTime: 6_000 },
    ];
    const sync = new TimeSync({
      now: () => clock.now,
      onOffset: () => undefined,
      serverTime: () => {
        const { roundTrip, serverTime } = answers.shift()!;
        clock.now += roundTrip;
        return Promise.resolve(serverTime);
      },
    });
    assert.equal(await sync.sync(), 5_000);
  });

  it('shares one measurement among callers at the same time', async () => {
    const { sync, offsets, asked } = syncOver(50, [10]);
    await Promise.all([sync.sync(), sync.sync(), sync.sync()]);
    assert.equal(asked(), 3);
    assert.deepEqual(offsets, [50]);
  });

  it('keeps the old offset when a later measurement fails, and says so', async () => {
    let broken = false;
    const failures: unknown[] = [];
    const sync = new TimeSync({
      intervalMs: 5,
      now: () => 1_000,
      onOffset: () => undefined,
      onFailure: (reason) => failures.push(reason),
      serverTime: () => (broken ? Promise.reject(new Error('down')) : Promise.resolve(1_250)),
    });
    await sync.sync();
    broken = true;
    sync.start();
    while (failures.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    sync.stop();
    assert.equal(sync.offsetMs, 250);
  });
});
