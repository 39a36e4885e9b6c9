import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { tableFile } from '../../adapters/audit/tables.ts';
import { createForcedModel, FORCED_PRIOR } from '../../adapters/model/forced-model.ts';
import { createReplayMarket } from '../../adapters/replay-market/replay-market.ts';
import { runBacktest } from '../../core/backtest/run-backtest.ts';
import { toFeatureInputs } from '../../core/features/inputs.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import type { Prediction } from '../../core/model/prediction.ts';
import { money } from '../../core/money/decimal.ts';
import type { RiskLimits } from '../../core/risk/limits.ts';
import type { AuditRecord, StoredRecord } from '../../core/trading/records.ts';

export interface ReplayRun {
  /** Folder of the recorded klines. */
  readonly data: string;
  /** What was replayed, [from, to), epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly limits: RiskLimits;
}

/**
 * Fails unless the backtest decides, fills, trades and ends each minute as the audit of a run says that the whole system did:
 * the same minutes, rules and model (forced to BUY), on a lock-step replay.
 */
export async function assertBacktestAgrees(directory: string, run: ReplayRun): Promise<void> {
  const audit = (table: AuditRecord['table']) => readAudit(directory, table);
  const decisions = await audit('decisions');
  const backtest = await backtested(directory, run, decisions[0]!.bar, decisions.at(-1)!.bar);
  for (const table of ['decisions', 'orders', 'fills', 'trades', 'equity'] as const) {
    const live = (await audit(table)).map(facts);
    const again = backtest.filter((record) => record.table === table).map(facts);
    assert.ok(live.length > 10, `only ${live.length} ${table}: nothing was compared`);
    for (const [index, record] of live.entries()) assert.deepEqual(again[index], record, `${table} ${index}`);
    assert.equal(again.length, live.length, table);
  }
}

async function backtested(directory: string, run: ReplayRun, first: number, last: number): Promise<AuditRecord[]> {
  const market = await createReplayMarket({ path: run.data, from: run.from, to: run.to });
  const { runTag } = JSON.parse(await readFile(path.join(directory, 'market.json'), 'utf8')) as { runTag: string };
  const model = createForcedModel('BUY');
  const predictions = new Map<number, Prediction>();
  for (let bar = first; bar <= last; bar += MINUTE_MS) {
    const bars = market.bars(bar - (model.windowBars - 1) * MINUTE_MS, bar + MINUTE_MS);
    predictions.set(bar, await model.predict(toFeatureInputs(bars, [])));
  }
  const records: AuditRecord[] = [];
  runBacktest({
    market,
    settings: { symbol: 'BTCUSDT', runTag, clock: { kind: 'lockstep' }, limits: run.limits, prior: FORCED_PRIOR },
    deposit: '10000',
    from: first,
    to: last + MINUTE_MS,
    predictionAt: (openTime) => predictions.get(openTime),
    onRecords: (made) => records.push(...made),
  });
  return records;
}

async function readAudit(directory: string, table: AuditRecord['table']): Promise<StoredRecord[]> {
  const text = await readFile(tableFile(path.join(directory, 'audit'), table), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as StoredRecord);
}

/** What depends on our clock, or on how the audit stores a record. */
const NOT_COMPARED: ReadonlySet<string> = new Set([
  'latencyMs',
  'workflowId',
  'runId',
  'writtenAt',
  'previousHash',
  'hash',
]);

/** Amounts are compared as numbers of any length: the exchange's wire writes 33356.00 where the engine writes 33356. */
function facts(record: object): Record<string, unknown> {
  const compared = Object.entries(record).filter(([name]) => !NOT_COMPARED.has(name));
  return Object.fromEntries(compared.map(([name, value]) => [name, isDecimal(value) ? money(value).toFixed() : value]));
}

function isDecimal(value: unknown): value is string {
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value);
}
