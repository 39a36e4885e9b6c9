import { isCancellation, patched, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { RecordingActivities } from '../../activities/contract.ts';
import type { AuditRecord } from '../../core/trading/records.ts';
import { LOCAL_RECORDING_POLICY, RECORDING_POLICY } from '../activity-policies.ts';
import type { TradingShell } from './shell.ts';

const { record } = proxyActivities<RecordingActivities>(RECORDING_POLICY);
const { record: recordLocally } = proxyLocalActivities<RecordingActivities>(LOCAL_RECORDING_POLICY);

/** Records written in one call: keeps a backlog after an outage below the payload limit. */
const BATCH = 100;

/**
 * Writes what the audit doesn't have yet, oldest first. When that fails (disk full), trading goes on; the records stay in
 * the state, and the next minute tries again, in order.
 *
 * By an ordinary activity, so that what is written is in the history by then: a local one could write a decision, die
 * with its worker before the history has it, and leave a successor to decide the same bar otherwise, and to trade.
 */
export async function writeRecords(shell: TradingShell): Promise<void> {
  while (shell.state.unwritten.length > 0) {
    const records = shell.state.unwritten.slice(0, BATCH);
    // Runs that began before recorded everything locally; they end within hours.
    const isOrdinary = !records.every(saysTheSameAgain) && patched('decisions-by-ordinary-activity');
    try {
      await (isOrdinary ? record : recordLocally)({ records });
    } catch (error) {
      if (isCancellation(error)) throw error;
      return;
    }
    await shell.handle({ type: 'written', count: records.length });
  }
}

/**
 * A HOLD is the model's word alone, which a successor repeats: most minutes are spared the round trip. Whatever depends
 * on the account or the book may come out otherwise the second time.
 */
function saysTheSameAgain(record: AuditRecord): boolean {
  if (record.table === 'equity') return true;
  // With a refusal it is not the model's word: a successor may reach the model that could not be asked.
  return record.table === 'decisions' && record.action === 'hold' && record.refusals.length === 0;
}
