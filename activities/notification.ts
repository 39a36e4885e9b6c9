import type { Notifier } from '../adapters/notify/port.ts';
import type { NotificationActivities } from './contract.ts';

export interface NotificationDependencies {
  readonly notifier: Notifier;
}

export function createNotificationActivities({ notifier }: NotificationDependencies): NotificationActivities {
  return {
    async notifyOperator({ level, text }) {
      await notifier.notify(level, text);
    },
  };
}
