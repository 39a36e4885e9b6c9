import assert from 'node:assert/strict';
import { runBacktest } from '../../../core/backtest/run-backtest.ts';
import type { BacktestInput, BacktestOutcome } from '../../../core/backtest/run-backtest.ts';
import type { AuditRecord } from '../../../core/trading/records.ts';

/** A backtest with everything that it told. */
export interface Run {
  readonly outcome: BacktestOutcome;
  readonly records: readonly AuditRecord[];
}

/** Runs and keeps the records. */
export function run(input: Omit<BacktestInput, 'onRecords'>): Run {
  const records: AuditRecord[] = [];
  const outcome = runBacktest({ ...input, onRecords: (made) => records.push(...made) });
  return { outcome, records };
}

/** Passed minutes lack their decision and their equity, and nothing else; what is there is the same to the last digit. */
export function assertSameRun(passed: Run, played: Run): void {
  const isOfMinute = ({ table }: AuditRecord): boolean => table === 'decisions' || table === 'equity';
  const deeds = (of: Run): AuditRecord[] => of.records.filter((record) => !isOfMinute(record));
  assert.deepEqual(deeds(passed), deeds(played));
  assert.deepEqual(passed.outcome, played.outcome);
  const ofMinutes = new Map(played.records.filter(isOfMinute).map((record) => [record.table + record.key, record]));
  for (const record of passed.records.filter(isOfMinute)) {
    assert.deepEqual(record, ofMinutes.get(record.table + record.key));
    ofMinutes.delete(record.table + record.key);
  }
  for (const record of ofMinutes.values()) {
    if (record.table === 'decisions') assert.ok(['hold', 'keep', 'skip', 'refuse'].includes(record.action));
  }
}
