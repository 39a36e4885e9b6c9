import { ScheduleAlreadyRunning } from '@temporalio/client';
import type { Client, ScheduleOptions, ScheduleOptionsAction } from '@temporalio/client';

/** A schedule as it should be, but for whether it is paused: that is the operator's. */
export type ScheduleDefinition = Pick<ScheduleOptions<ScheduleOptionsAction>, 'scheduleId' | 'spec' | 'action'> & {
  /** Each set on purpose: the server's defaults skip runs behind a stuck one and catch up for a year. */
  readonly policies: Required<NonNullable<ScheduleOptions['policies']>>;
  /** What an operator reads beside it. */
  readonly note: string;
};

/**
 * Makes the schedule, or brings the one that is there to this definition. A pause of the operator's, and its note, stay.
 * Any number of processes may do so at once.
 */
export async function ensureSchedule(client: Client, definition: ScheduleDefinition): Promise<'created' | 'updated'> {
  const { scheduleId, spec, action, policies, note } = definition;
  try {
    await client.schedule.create({ scheduleId, spec, action, policies, state: { note } });
    return 'created';
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
  await client.schedule.getHandle(scheduleId).update(({ state }) => ({
    spec,
    action,
    policies,
    state: { ...state, note: state.paused ? (state.note ?? note) : note },
  }));
  return 'updated';
}
