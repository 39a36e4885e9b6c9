import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RateBudget, type CallCost, type Urgency } from '../../../adapters/binance/rate-budget.ts';
import { ExchangeError } from '../../../adapters/exchange/port.ts';

const MINUTE = 1_700_000_040_000;
const READ: CallCost = { weight: 10 };
const ORDER: CallCost = { weight: 0, orders: 1 };

/** A budget whose clock stands still but for its own waiting. */
function budgetAt(start = MINUTE, longestWaitMs = 2_000) {
  const clock = { now: start, slept: 0 };
  const budget = new RateBudget({
    limits: { weightPerMinute: 100, ordersPerTenSeconds: 10, ordersPerMinute: 20 },
    longestWaitMs,
    now: () => clock.now,
    sleep: (ms) => {
      clock.now += ms;
      clock.slept += ms;
      return Promise.resolve();
    },
  });
  const call = async (cost: CallCost, urgency: Urgency = 'ordinary'): Promise<void> => {
    budget.settle(await budget.admit(cost, urgency, 'GET /x'));
  };
  return { budget, clock, call };
}

const isRefused = (error: unknown): boolean => error instanceof ExchangeError && error.kind === 'rate-limited';

describe('the rate budget', () => {
  it('holds ordinary calls back at four fifths, protective ones at the limit', async () => {
    const { call } = budgetAt();
    for (let i = 0; i < 8; i++) await call(READ);
    await assert.rejects(call(READ), isRefused);
    await call(READ, 'protective');
    await call(READ, 'protective');
    await assert.rejects(call(READ, 'protective'), isRefused);
  });

  it('gives pages fetched in the background a small part of the weight, whoever uses the rest', async () => {
    const { call, clock } = budgetAt();
    const page: CallCost = { weight: 5 };
    for (let i = 0; i < 3; i++) await call(page, 'background');
    await assert.rejects(call(page, 'background'), isRefused);
    for (let i = 0; i < 6; i++) await call(READ);
    await assert.rejects(call(READ), isRefused);
    await call(READ, 'protective');
    clock.now += 60_000;
    await call(page, 'background');
  });

  it('fetches no page in the background once others have used three fifths', async () => {
    const { budget, call } = budgetAt();
    budget.observe({ 'x-mbx-used-weight-1m': '60' });
    await assert.rejects(call(READ, 'background'), isRefused);
    await call(READ);
  });

  it('counts orders apart from weight, in ten seconds and in the minute', async () => {
    const { call, clock } = budgetAt();
    for (let i = 0; i < 8; i++) await call(ORDER);
    await assert.rejects(call(ORDER), isRefused);
    await call(READ);
    clock.now += 10_000;
    for (let i = 0; i < 8; i++) await call(ORDER);
    clock.now += 10_000;
    await assert.rejects(call(ORDER), isRefused, '16 of the 20 of this minute are used');
    await call(ORDER, 'protective');
  });

  it('starts again with the next minute of the exchange', async () => {
    const { call, clock } = budgetAt(MINUTE + 30_000);
    for (let i = 0; i < 8; i++) await call(READ);
    clock.now = MINUTE + 60_000;
    await call(READ);
    assert.equal(clock.slept, 0);
  });

  it('waits for the next minute when that is near', async () => {
    const { call, clock } = budgetAt(MINUTE + 58_500);
    for (let i = 0; i < 8; i++) await call(READ);
    await call(READ);
    assert.equal(clock.slept, 1_500);
  });

  it('says how long to wait when that is far, and has not sent', async () => {
    const { call } = budgetAt(MINUTE + 20_000);
    for (let i = 0; i < 8; i++) await call(READ);
    await assert.rejects(
      call(READ),
      (error: unknown) =>
        error instanceof ExchangeError && error.retryAfterMs === 40_000 && /not sent/.test(error.message),
    );
  });

  it('believes the exchange when others use the same address', async () => {
    const { budget, call } = budgetAt();
    await call(READ);
    budget.observe({ 'x-mbx-used-weight-1m': '75' });
    await assert.rejects(call(READ), isRefused);
    await call({ weight: 5 });
  });

  it('does not count a call in flight twice when its own answer reports it', async () => {
    const { budget, call } = budgetAt();
    const permit = await budget.admit(READ, 'ordinary', 'GET /x');
    budget.observe({ 'x-mbx-used-weight-1m': '10' });
    budget.settle(permit);
    for (let i = 0; i < 7; i++) await call(READ);
    await assert.rejects(call(READ), isRefused);
  });

  it('ignores headers that are absent or no numbers', async () => {
    const { budget, call } = budgetAt();
    budget.observe({ 'x-mbx-used-weight-1m': 'many', 'x-mbx-order-count-10s': undefined });
    await call(READ);
  });

  it('is silent for everyone after a 429, for as long as it was told', async () => {
    const { budget, call, clock } = budgetAt();
    assert.equal(budget.beSilent(429, 30_000), 30_000);
    await assert.rejects(call(READ), isRefused);
    await assert.rejects(call(ORDER, 'protective'), isRefused);
    clock.now += 30_000;
    await call(READ);
  });

  it('is silent until the next minute after a 429 that does not say for how long', () => {
    assert.equal(budgetAt(MINUTE + 45_000).budget.beSilent(429, 0), 15_000);
  });

  it('is silent for two minutes after a ban that does not say for how long', () => {
    assert.equal(budgetAt().budget.beSilent(418, 0), 120_000);
  });

  it('a shorter silence does not end a longer one', () => {
    const { budget } = budgetAt();
    budget.beSilent(418, 90_000);
    assert.equal(budget.beSilent(429, 5_000), 90_000);
  });

  it('takes over limits that it is told later', async () => {
    const { budget, call } = budgetAt();
    budget.setLimits({ weightPerMinute: 1_000, ordersPerTenSeconds: 10, ordersPerMinute: 20 });
    for (let i = 0; i < 80; i++) await call(READ);
    await assert.rejects(call(READ), isRefused);
  });

  it('never lets more than the limit out in one minute, in whatever order calls and answers come', async () => {
    const step = fc.record({
      weight: fc.integer({ min: 1, max: 30 }),
      urgency: fc.constantFrom<Urgency>('background', 'ordinary', 'protective'),
      pause: fc.integer({ min: 0, max: 9_000 }),
      answerLater: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { budget, clock } = budgetAt(MINUTE, 0);
        const sent = new Map<number, number>();
        const open = [];
        for (const { weight, urgency, pause, answerLater } of steps) {
          clock.now += pause;
          const permit = await budget.admit({ weight }, urgency, 'x').catch(() => undefined);
          if (!permit) continue;
          const minute = Math.floor(clock.now / 60_000);
          sent.set(minute, (sent.get(minute) ?? 0) + weight);
          if (answerLater) open.push(permit);
          else budget.settle(permit);
          if (open.length > 3) budget.settle(open.shift()!);
        }
        for (const total of sent.values()) assert.ok(total <= 100, `${total} in one minute`);
      }),
    );
  });
});
