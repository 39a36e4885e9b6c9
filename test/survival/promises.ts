import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openAuditReader } from '../../adapters/audit/json-lines-reader.ts';
import { verifyAudit } from '../../adapters/audit/verify.ts';
import { money } from '../../core/money/decimal.ts';
import { parseClientOrderId } from '../../core/trading/client-order-id.ts';
import type { AccountHistory } from './account-history.ts';

/** Nothing was sent twice: each of our ids once, and one entry a bar, whatever its id. */
export function assertNoDuplicateOrder({ orders, conditionals }: AccountHistory): void {
  const ids = [...orders.map(({ clientOrderId }) => clientOrderId), ...conditionals.map((one) => one.clientAlgoId)];
  // What a conditional order becomes when it triggers bears its id: one id, two rows.
  const sent = ids.filter((id) => parseClientOrderId(id) !== undefined);
  const conditionalIds = new Set(conditionals.map((one) => one.clientAlgoId));
  const doubled = repeated(sent).filter((id) => !conditionalIds.has(id));
  assert.deepEqual(doubled, [], 'client order ids that are on the exchange more than once');
  assert.deepEqual(repeated(conditionals.map((one) => one.clientAlgoId)), [], 'conditional orders placed twice');
  assert.deepEqual(repeated(entriesOf({ orders }).map(({ bar }) => bar)), [], 'bars with more than one entry');
}

/** No minute was traded twice, and the audit says so too: each bar decided once, in order, each entry decided. */
export async function assertNoMinuteTwice(auditDir: string, history: AccountHistory): Promise<void> {
  const decisions = await openAuditReader(auditDir).latest('decisions', Number.MAX_SAFE_INTEGER);
  const bars = decisions.map(({ bar }) => bar);
  assert.deepEqual(repeated(decisions.map(({ key }) => key)), [], 'decisions recorded twice');
  assert.deepEqual(
    bars,
    [...new Set(bars)].sort((a, b) => a - b),
    'bars decided once each, in order',
  );
  const recorded = new Map(decisions.map(({ bar, action }) => [bar, action]));
  const otherwise = entriesOf(history)
    .map(({ clientOrderId, bar }) => ({ clientOrderId, recorded: recorded.get(bar) }))
    .filter((entry) => entry.recorded !== 'enter');
  assert.deepEqual(otherwise, [], 'entries on the exchange whose bar was recorded with another decision');
}

/** The audit holds the exchange's fills, each once, and its chain is whole. */
export async function assertAuditIsComplete(auditDir: string, { fills }: AccountHistory): Promise<void> {
  const verdict = await verifyAudit(auditDir);
  assert.ok(verdict.ok, `the audit's chain: ${JSON.stringify(verdict)}`);
  const reader = openAuditReader(auditDir);
  const recorded = await reader.latest('fills', Number.MAX_SAFE_INTEGER);
  assert.deepEqual(
    recorded.map(({ tradeId }) => tradeId),
    fills.map(({ id }) => id),
    'fills recorded, and fills on the exchange',
  );
  const events = await reader.latest('events', Number.MAX_SAFE_INTEGER);
  const disowned = events.filter(({ sentence }) => /not ours|against ours|concluded without/.test(sentence));
  assert.deepEqual(
    disowned.map(({ sentence }) => sentence),
    [],
    'positions of ours that we did not know',
  );
}

/** Flat as the strategy believes to be, nothing open, and the wallet is the sum of its ledger and of its fills. */
export function assertBooksBalance(history: AccountHistory, deposit: string): void {
  const sum = (amounts: readonly string[]) => amounts.reduce((total, amount) => total.plus(amount), money('0'));
  const signed = history.fills.map(({ side, qty }) => (side === 'BUY' ? qty : `-${qty}`));
  assert.equal(sum(signed).toFixed(), '0', 'what was bought and not sold');
  assert.equal(money(history.position).toFixed(), '0', 'the position');
  assert.deepEqual([history.openOrders, history.openConditionals], [0, 0], 'open orders');

  const wallet = money(history.wallet);
  assert.equal(sum(history.income.map(({ income }) => income)).toFixed(), wallet.toFixed(), 'the ledger');
  const funding = history.income.filter(({ incomeType }) => incomeType === 'FUNDING_FEE').map(({ income }) => income);
  const traded = sum(history.fills.map(({ realizedPnl }) => realizedPnl)).minus(
    sum(history.fills.map(({ commission }) => commission)),
  );
  assert.equal(sum(funding).plus(traded).plus(deposit).toFixed(), wallet.toFixed(), 'the fills');
}

/** Entries that reached the exchange, by the bar that they were decided on. */
function entriesOf({ orders }: Pick<AccountHistory, 'orders'>): { clientOrderId: string; bar: number }[] {
  return orders.flatMap(({ clientOrderId }) => {
    const id = parseClientOrderId(clientOrderId);
    return id?.leg === 'e' ? [{ clientOrderId, bar: id.openTime }] : [];
  });
}

function repeated<T>(values: readonly T[]): T[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

/** The strategy was never kept from seeing its exchange by what others, or it itself, had asked before. */
export function assertNeverHeldBack(dataDir: string): void {
  const file = path.join(dataDir, 'notifications.log');
  const told = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  assert.deepEqual(
    told.filter((line) => line.includes('rate limit')),
    [],
  );
}
