import { isCancellation, proxyLocalActivities } from '@temporalio/workflow';
import type { RecordingActivities } from '../../activities/contract.ts';
import { RECORDING_POLICY } from '../activity-policies.ts';
import type { TradingShell } from './shell.ts';

const { record } = proxyLocalActivities<RecordingActivities>(RECORDING_POLICY);

/** Records written in one call: keeps a backlog after an outage below the payload limit. */
const BATCH = 100;

/**
 * Writes what the audit doesn't have yet, oldest first. When that fails (disk full), trading goes on; the records stay in
 * the state, and the next minute tries again, in order.
 */
export async function writeRecords(shell: TradingShell): Promise<void> {
  while (shell.state.unwritten.length > 0) {
    const records = shell.state.unwritten.slice(0, BATCH);
    try {
      await record({ records });
    } catch (error) {
      if (isCancellation(error)) throw error;
      return;
    }
    await shell.handle({ type: 'written', count: records.length });
  }
}
