import { activityInfo } from '@temporalio/activity';
import type { AuditLog } from '../adapters/audit/port.ts';
import type { RecordingActivities } from './contract.ts';

export interface RecordingDependencies {
  readonly audit: AuditLog;
  /** Tells a lock-step market that the minute is done; absent where the market does not wait. */
  readonly finishMinute?: ((symbol: string, openTime: number) => Promise<void>) | undefined;
}

export function createRecordingActivities({ audit, finishMinute }: RecordingDependencies): RecordingActivities {
  return {
    async record({ records }) {
      const origin = activityInfo().workflowExecution;
      if (!origin)
        throw new Error('records are written by a workflow: a standalone activity has no origin to give them');
      await audit.append(records, origin);
    },
    async finishMinute({ symbol, bar }) {
      await finishMinute?.(symbol, bar);
    },
  };
}
