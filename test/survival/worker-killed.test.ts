import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseClientOrderId } from '../../core/trading/client-order-id.ts';
import type { OrderLeg } from '../../core/trading/client-order-id.ts';
import { readAccountHistory } from './account-history.ts';
import type { AccountHistory } from './account-history.ts';
import { assertProtectedInTime, measure, printKills } from './kill-log.ts';
import type { Kill } from './kill-log.ts';
import { killMoments, KILLS, PATIENCE_MS } from './kill-plan.ts';
import { nakedSpells } from './naked-spells.ts';
import { OrderGate } from './order-gate.ts';
import type { PassingOrder, Trap } from './order-gate.ts';
import {
  assertAuditIsComplete,
  assertBooksBalance,
  assertNeverHeldBack,
  assertNoDuplicateOrder,
  assertNoMinuteTwice,
} from './promises.ts';
import { DEPOSIT, RunningSystem } from './running-system.ts';

const LONGEST_RANDOM_WAIT_MS = 3_000;

const leg =
  (wanted: OrderLeg) =>
  ({ clientId }: PassingOrder): boolean =>
    parseClientOrderId(clientId)?.leg === wanted;

interface Moment {
  readonly name: string;
  readonly trap?: Trap;
  readonly afterDecision?: true;
}

/** The moments at which a death is worst, the random ones in between. The first is random: the gate comes after it. */
const MOMENTS: readonly Moment[] = [
  { name: 'random' },
  { name: 'entry filled, not acknowledged', trap: { when: 'accepted', matches: leg('e') } },
  { name: 'stop never arrived', trap: { when: 'on its way', matches: leg('s') } },
  { name: 'decision just recorded', afterDecision: true },
  { name: 'entry never arrived', trap: { when: 'on its way', matches: leg('e') } },
  { name: 'stop placed, not acknowledged', trap: { when: 'accepted', matches: leg('s') } },
  { name: 'entry arrives after the death', trap: { when: 'late', matches: leg('e') } },
  { name: 'random' },
  { name: 'target placed, not acknowledged', trap: { when: 'accepted', matches: leg('t') } },
  { name: 'random' },
];

describe(`the worker, killed ${KILLS} times`, function () {
  this.timeout(PATIENCE_MS);
  const kills: Kill[] = [];
  let system: RunningSystem;
  let gate: OrderGate;
  let history: AccountHistory;
  let auditDir: string;

  before(async () => {
    system = await RunningSystem.start();
    ({ auditDir } = system.places);
    gate = await OrderGate.open(system.places.exchange);
    await system.tradesAfter(0);
    passThroughGate(system, gate);
    const random = killMoments(1);
    for (let index = 0; index < KILLS; index += 1) {
      const moment = MOMENTS[index % MOMENTS.length]!;
      kills.push(await killOnce(moment, random.between(0, LONGEST_RANDOM_WAIT_MS)));
    }
    await system.pauseUntilFlat();
    const { exitCode, left } = await system.stop();
    assert.deepEqual({ exitCode, left }, { exitCode: 0, left: [] }, system.transcript);
    history = await readAccountHistory(system.exchangeDirectory);
  });

  after(async () => {
    gate?.close();
    await system?.remove();
  });

  async function killOnce({ name, trap, afterDecision }: Moment, wait: number): Promise<Kill> {
    if (trap) await gate.catchOrder(trap);
    else await sleep(wait);
    if (afterDecision) await system.nextDecision();
    const killedAt = system.kill('worker');
    const killedMarketTime = await system.marketTimeAt(killedAt);
    const backAt = await system.backAfter('worker', killedAt);
    const backMarketTime = await system.marketTimeAt(backAt);
    const tradedAt = await system.tradesAfter(backMarketTime);
    return { moment: name, killedAt, backAt, tradedAt, killedMarketTime, backMarketTime };
  }

  it('leaves no position without a stop for longer than 5 s after it is back', () => {
    const measured = measure(kills, nakedSpells(history));
    printKills('The worker', measured);
    assertProtectedInTime(measured);
  });

  it('is never held back by the rate limit', () => assertNeverHeldBack(system.places.dataDir));

  it('sends no order twice', () => assertNoDuplicateOrder(history));

  it('trades no minute twice', () => assertNoMinuteTwice(auditDir, history));

  it('records every fill once, in an unbroken audit', () => assertAuditIsComplete(auditDir, history));

  it('ends as flat as it believes to be, with the ledger of what happened', () => assertBooksBalance(history, DEPOSIT));
});

/** From its next start on, the worker's orders go through the gate. */
function passThroughGate({ workerSettingsFile }: RunningSystem, gate: OrderGate): void {
  const settings = JSON.parse(readFileSync(workerSettingsFile, 'utf8')) as { exchange: { restUrl: string } };
  settings.exchange.restUrl = gate.url;
  writeFileSync(workerSettingsFile, JSON.stringify(settings));
}
