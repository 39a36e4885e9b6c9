import type { PartitionValues } from './actions.ts';
import { ConcurrentChange } from './delta-error.ts';
import type { Commit } from './log.ts';

/** What a change rests on: a commit of another writer that touches it makes the change void. */
export interface ReadSet {
  /** Partitions whose files it has looked at; none for a blind append. */
  readonly partitions?: (values: PartitionValues) => boolean;
  /** Paths that it removes. */
  readonly removes?: ReadonlySet<string>;
  /** The application whose count it continues. */
  readonly appId?: string | undefined;
}

/**
 * Passes when the change may be made after these commits as if it had been made after them from the start.
 *
 * @throws ConcurrentChange naming the commit and what it touches.
 */
export function checkConflicts(table: string, readSet: ReadSet, commits: readonly Commit[]): void {
  for (const { version, actions } of commits) {
    for (const action of actions) {
      const what = conflictWith(readSet, action);
      if (what === undefined) continue;
      throw new ConcurrentChange(
        `another writer's version ${version} of ${table} ${what}: nothing was written, try again`,
      );
    }
  }
}

function conflictWith(
  readSet: ReadSet,
  { metaData, protocol, add, remove, txn }: Commit['actions'][number],
): string | undefined {
  if (metaData) return 'changed the schema or the configuration';
  if (protocol) return 'changed the protocol';
  if (txn && txn.appId === readSet.appId) return `continued the count of "${txn.appId}"`;
  if (remove && readSet.removes?.has(remove.path) === true) return `removed ${remove.path}`;
  if (add?.dataChange === true && readSet.partitions?.(add.partitionValues) === true) return `added ${add.path}`;
  return undefined;
}
