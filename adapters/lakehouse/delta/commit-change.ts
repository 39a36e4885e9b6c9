import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Action } from './actions.ts';
import { checkConflicts } from './conflicts.ts';
import type { ReadSet } from './conflicts.ts';
import { ConcurrentChange, DeltaError } from './delta-error.ts';
import { checkWritable } from './protocol.ts';
import { SnapshotBuilder } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';
import type { TableContext } from './table-context.ts';

/** What a writer wants in the log. */
export interface Change {
  /** As Delta's history calls it, e.g. `WRITE`. */
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly actions: readonly Action[];
  readonly readSet: ReadSet;
}

const ENGINE = 'minutehand';
const DEFAULT_CHECKPOINT_INTERVAL = 10;
/** Losing this often in a row means that something else is wrong. */
const ATTEMPTS = 500;
const LONGEST_WAIT_MS = 30;

/**
 * Commits a change that was made from `base`, after whatever others have committed since, when that does not touch it.
 * Resolves with the table as it is with the change.
 *
 * @throws ConcurrentChange when it does; DeltaError when the table does not allow the change.
 */
export async function commitChange(context: TableContext, base: Snapshot, change: Change): Promise<Snapshot> {
  const { log, table } = context;
  checkWritable(base, table);
  checkAppendOnly(base, change, table);
  const txnId = randomUUID();
  let snapshot = base;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const version = snapshot.version + 1;
    const actions = [commitInfo(base, change, txnId), ...change.actions];
    if ((await log.tryCommit(version, actions, txnId)) === 'won') {
      const after = withCommit(snapshot, version, actions);
      await checkpointWhenDue(context, after);
      return after;
    }
    const others = await log.commitsAfter(snapshot.version);
    checkConflicts(table, change.readSet, others);
    for (const other of others) snapshot = withCommit(snapshot, other.version, other.actions);
    await sleep(Math.random() * LONGEST_WAIT_MS);
  }
  throw new ConcurrentChange(
    `${ATTEMPTS} other writers in a row were faster at ${table}: nothing was written, try again`,
  );
}

function withCommit(snapshot: Snapshot, version: number, actions: readonly Action[]): Snapshot {
  const builder = new SnapshotBuilder(snapshot);
  builder.apply(version, actions);
  return builder.finish();
}

function checkAppendOnly({ metaData }: Snapshot, { actions, operation }: Change, table: string): void {
  if (metaData.configuration['delta.appendOnly'] !== 'true') return;
  if (actions.some(({ remove }) => remove?.dataChange === true)) {
    throw new DeltaError(`${table} is append-only (delta.appendOnly): ${operation} would take rows out of it`);
  }
}

function commitInfo(base: Snapshot, change: Change, txnId: string): Action {
  const isBlindAppend =
    change.readSet.partitions === undefined && change.actions.every(({ remove }) => remove === undefined);
  return {
    commitInfo: {
      timestamp: Date.now(),
      operation: change.operation,
      operationParameters: change.parameters,
      readVersion: base.version,
      isBlindAppend,
      engineInfo: ENGINE,
      txnId,
    },
  };
}

/** The commit stands whether or not its checkpoint could be written: a reader replays a few commits more. */
async function checkpointWhenDue({ log, warn, table }: TableContext, snapshot: Snapshot): Promise<void> {
  const interval = Number(snapshot.metaData.configuration['delta.checkpointInterval'] ?? DEFAULT_CHECKPOINT_INTERVAL);
  if (snapshot.version === 0 || snapshot.version % interval !== 0) return;
  try {
    await log.writeCheckpoint(snapshot, Date.now());
  } catch (error) {
    warn(`the checkpoint of ${table} at version ${snapshot.version} was not written: ${(error as Error).message}`);
  }
}
