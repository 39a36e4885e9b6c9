import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BarDelivery } from '../../../adapters/binance/bar-delivery.ts';
import { MINUTE_MS, type Bar } from '../../../core/market/bar.ts';

const START = 1_700_000_040_000;

function bar(index: number): Bar {
  const fields = { open: 1, high: 1, low: 1, close: 1, volume: 0, quoteVolume: 0, trades: 0 };
  return { openTime: START + index * MINUTE_MS, ...fields, takerBuyVolume: 0, takerBuyQuoteVolume: 0 };
}

/** A delivery in front of an exchange that has the bars up to `newest`, and its log. */
function deliveryOf(options: { newest: number; broken?: boolean; slowMs?: number }) {
  const delivered: number[] = [];
  const asked: (number | undefined)[] = [];
  const failures: unknown[] = [];
  const delivery = new BarDelivery({
    deliver: ({ openTime }) => delivered.push((openTime - START) / MINUTE_MS),
    onFailure: (reason) => failures.push(reason),
    fetchNewer: async (after) => {
      asked.push(after);
      await new Promise((resolve) => setTimeout(resolve, options.slowMs ?? 0));
      if (options.broken) throw new Error('down');
      const first = after === undefined ? options.newest : (after - START) / MINUTE_MS + 1;
      const bars = Array.from({ length: Math.max(0, options.newest - first + 1) }, (_, i) => bar(first + i));
      return { bars, marketTime: START + (options.newest + 1) * MINUTE_MS };
    },
  });
  const accept = (index: number): void => delivery.accept(bar(index), bar(index).openTime + MINUTE_MS, 0);
  return { delivery, delivered, asked, failures, accept, options };
}

const settled = (ms = 20): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('the delivery of bars', () => {
  it('begins with the newest complete bar, and passes the next ones on at once', async () => {
    const { delivery, delivered, accept, asked } = deliveryOf({ newest: 4 });
    delivery.resync();
    await settled();
    accept(5);
    assert.deepEqual(delivered, [4, 5], 'without waiting for anything');
    accept(6);
    assert.deepEqual(delivered, [4, 5, 6]);
    assert.equal(asked.length, 1);
  });

  it('drops duplicates and what comes too late', async () => {
    const { delivery, delivered, accept } = deliveryOf({ newest: 4 });
    delivery.resync();
    await settled();
    for (const index of [5, 5, 4, 6, 5, 6]) accept(index);
    assert.deepEqual(delivered, [4, 5, 6]);
  });

  it('fills a jump by REST before it passes the newer bar on', async () => {
    const { delivery, delivered, accept, options } = deliveryOf({ newest: 4 });
    delivery.resync();
    await settled();
    options.newest = 8;
    accept(8);
    assert.deepEqual(delivered, [4]);
    await settled();
    assert.deepEqual(delivered, [4, 5, 6, 7, 8]);
  });

  it('after an interruption delivers what was missed, once', async () => {
    const { delivery, delivered, accept, options } = deliveryOf({ newest: 4 });
    delivery.resync();
    await settled();
    options.newest = 7;
    delivery.resync();
    accept(7);
    accept(8);
    await settled();
    assert.deepEqual(delivered, [4, 5, 6, 7, 8]);
  });

  it('delivers the newer bar all the same when the missing ones can not be had', async () => {
    const { delivery, delivered, accept, failures, options } = deliveryOf({ newest: 4 });
    delivery.resync();
    await settled();
    options.broken = true;
    accept(8);
    await settled();
    delivery.stop();
    assert.deepEqual(delivered, [4, 8]);
    assert.equal(failures.length, 1);
  });

  it('does not let a bar wait longer than about a second and a half', async () => {
    const { delivery, delivered, accept, options } = deliveryOf({ newest: 4 });
    delivery.resync();
    await settled();
    options.slowMs = 60_000;
    accept(8);
    await settled(1_700);
    delivery.stop();
    assert.deepEqual(delivered, [4, 8]);
  });

  it('asks again after a failure', async () => {
    const { delivery, delivered, options } = deliveryOf({ newest: 4, broken: true });
    delivery.resync();
    await settled();
    options.broken = false;
    await settled(2_200);
    assert.deepEqual(delivered, [4]);
  });

  it('survives a handler that throws', async () => {
    const failures: unknown[] = [];
    const delivery = new BarDelivery({
      deliver: () => {
        throw new Error('handler');
      },
      onFailure: (reason) => failures.push(reason),
      fetchNewer: () => Promise.resolve({ bars: [bar(1)], marketTime: START }),
    });
    delivery.resync();
    await settled();
    delivery.accept(bar(2), 0, 0);
    assert.equal(failures.length, 2);
  });

  it('is ascending without repetition or hole, whatever order a stream has', async () => {
    const events = fc.array(fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constant('resync' as const)), {
      maxLength: 25,
    });
    await fc.assert(
      fc.asyncProperty(events, async (steps) => {
        const { delivery, delivered, accept, options } = deliveryOf({ newest: 0 });
        for (const step of steps) {
          if (step === 'resync') delivery.resync();
          else {
            options.newest = Math.max(options.newest, step);
            accept(step);
          }
          if (Math.abs(delivered.length) % 2 === 0) await Promise.resolve();
        }
        delivery.resync();
        for (let wait = 0; delivered.at(-1) !== options.newest && wait < 200; wait++) await settled(15);
        const first = delivered[0]!;
        assert.deepEqual(
          delivered,
          Array.from({ length: options.newest - first + 1 }, (_, i) => first + i),
        );
      }),
      { numRuns: 40 },
    );
  });
});
