import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AuditTable } from '../../../adapters/audit/tables.ts';
import { tableFile } from '../../../adapters/audit/tables.ts';
import type { DecisionRecord, EquityRecord, StoredRecord } from '../../../core/trading/records.ts';

const FIRST_BAR = Date.UTC(2022, 4, 9);

export const ORIGIN = { workflowId: 'trading-BTCUSDT', runId: 'run-1' };

export function decision(minute: number, note = ''): DecisionRecord {
  const bar = FIRST_BAR + minute * 60_000;
  return {
    table: 'decisions',
    key: `BTCUSDT-${bar}`,
    symbol: 'BTCUSDT',
    bar,
    close: 34_000.1 + minute,
    signal: 'HOLD',
    confidence: 0.7,
    probabilities: [0.1, 0.7, 0.2],
    expectedMoveBps: 0.4,
    modelId: 'sample',
    action: 'hold',
    refusals: [{ code: 'HOLD', sentence: `Nothing to gain – ${note}`, numbers: { b: 1, a: '2' } }],
    numbers: {},
    source: 'stream',
    latencyMs: 12.5,
  };
}

export function equity(minute: number): EquityRecord {
  const bar = FIRST_BAR + minute * 60_000;
  return {
    table: 'equity',
    key: `BTCUSDT-${bar}`,
    symbol: 'BTCUSDT',
    bar,
    wallet: '10000',
    equity: '9990.5',
    drawdown: 0.00095,
  };
}

/** A directory of its own for every test of the surrounding suite. */
export function useTemporaryDirectory(): () => string {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'minutehand-audit-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));
  return () => directory;
}

export function linesIn(directory: string, table: AuditTable): string[] {
  return readFileSync(tableFile(directory, table), 'utf8').split('\n').slice(0, -1);
}

export function recordsIn(directory: string, table: AuditTable): StoredRecord[] {
  return linesIn(directory, table).map((line) => JSON.parse(line) as StoredRecord);
}

export function writeLines(directory: string, table: AuditTable, lines: readonly string[]): void {
  writeFileSync(tableFile(directory, table), lines.map((line) => `${line}\n`).join(''));
}
