import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { readAccountHistory } from './account-history.ts';
import type { AccountHistory } from './account-history.ts';
import { nextEntry } from './exchange-journal.ts';
import { assertProtectedInTime, measure, printKills } from './kill-log.ts';
import type { Kill } from './kill-log.ts';
import { killMoments, KILLS, PATIENCE_MS } from './kill-plan.ts';
import { nakedSpells } from './naked-spells.ts';
import {
  assertAuditIsComplete,
  assertBooksBalance,
  assertNeverHeldBack,
  assertNoDuplicateOrder,
  assertNoMinuteTwice,
} from './promises.ts';
import { DEPOSIT, RunningSystem } from './running-system.ts';

const LONGEST_RANDOM_WAIT_MS = 3_000;

describe(`the Temporal server, killed ${KILLS} times`, function () {
  this.timeout(PATIENCE_MS);
  const kills: Kill[] = [];
  let system: RunningSystem;
  let history: AccountHistory;
  let auditDir: string;

  before(async () => {
    system = await RunningSystem.start();
    ({ auditDir } = system.places);
    await system.tradesAfter(0);
    const random = killMoments(2);
    for (let index = 0; index < KILLS; index += 1) {
      kills.push(await killOnce(index % 2 === 1, random.between(0, LONGEST_RANDOM_WAIT_MS)));
    }
    await system.pauseUntilFlat();
    const { exitCode, left } = await system.stop();
    assert.deepEqual({ exitCode, left }, { exitCode: 0, left: [] }, system.transcript);
    history = await readAccountHistory(system.exchangeDirectory);
  });

  after(() => system?.remove());

  async function killOnce(atAnEntry: boolean, wait: number): Promise<Kill> {
    await sleep(wait);
    if (atAnEntry) await nextEntry(system.exchangeDirectory);
    const killedAt = system.kill('temporal');
    const killedMarketTime = await system.marketTimeAt(killedAt);
    const backAt = await system.backAfter('temporal', killedAt);
    const backMarketTime = await system.marketTimeAt(backAt);
    const tradedAt = await system.tradesAfter(backMarketTime);
    const moment = atAnEntry ? 'an entry has reached the exchange' : 'random';
    return { moment, killedAt, backAt, tradedAt, killedMarketTime, backMarketTime };
  }

  it('leaves no position without a stop for longer than 5 s after it is back', () => {
    const measured = measure(kills, nakedSpells(history));
    printKills('The Temporal server', measured);
    assertProtectedInTime(measured);
  });

  it('is never held back by the rate limit', () => assertNeverHeldBack(system.places.dataDir));

  it('sends no order twice', () => assertNoDuplicateOrder(history));

  it('trades no minute twice', () => assertNoMinuteTwice(auditDir, history));

  it('records every fill once, in an unbroken audit', () => assertAuditIsComplete(auditDir, history));

  it('ends as flat as it believes to be, with the ledger of what happened', () => assertBooksBalance(history, DEPOSIT));
});
