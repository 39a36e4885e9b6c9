import type { Draft } from './draft.ts';
import type { AuditRecord } from './records.ts';
import type { TradingState } from './state.ts';

/**
 * Records that the state keeps while the audit can't be written (disk full, store down): several hours of trading. They
 * travel through continue-as-new, whose input the server limits to 2 MB; at under 1 kB each there is room to spare.
 */
export const MOST_UNWRITTEN = 1_000;

/** True when the backlog is full: no entry is made that the audit might not keep. */
export function isAuditBehind(state: TradingState): boolean {
  return state.unwritten.length >= MOST_UNWRITTEN;
}

/**
 * Whether a record is kept. With a full backlog the minutes in which nothing was done are left out, and the audit says
 * so; orders, fills, trades and events are kept whatever happens, and there are few of them once entries have stopped.
 */
export function isKept(state: TradingState, record: AuditRecord): boolean {
  if (!isAuditBehind(state)) return true;
  if (record.table === 'equity') return false;
  return record.table !== 'decisions' || record.action === 'enter' || record.action === 'exit';
}

/** Tells the operator when the backlog has become full, and when the audit has caught up. */
export function watchAuditBacklog(draft: Draft): void {
  const { auditBehindSince, unwritten, lastBar } = draft.state;
  if (auditBehindSince === undefined && isAuditBehind(draft.state)) {
    const sentence = `the audit could not be written for ${unwritten.length} records: no entries until it can, and minutes in which nothing is done are no longer kept`;
    draft.change({ auditBehindSince: lastBar ?? 0 });
    draft.tell('alarm', sentence);
    draft.act({ type: 'notify', level: 'alarm', text: `${draft.symbol}: ${sentence}` });
  }
  if (auditBehindSince !== undefined && unwritten.length === 0) {
    draft.change({ auditBehindSince: undefined });
    draft.tell(
      'alarm',
      `the audit is written again; idle minutes since ${new Date(auditBehindSince).toISOString()} were not kept`,
    );
  }
}
