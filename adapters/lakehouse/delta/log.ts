import { listAll } from '../../object-store/list-all.ts';
import { ObjectMissing } from '../../object-store/object-store-error.ts';
import type { ObjectEntry, ObjectStore } from '../../object-store/port.ts';
import type { Action } from './actions.ts';
import { checkpointActions, checkpointBytes, readCheckpoint } from './checkpoint.ts';
import { DeltaError } from './delta-error.ts';
import type { DuckDbEngine } from './duckdb-engine.ts';
import { withLocalFiles } from './local-files.ts';
import {
  beforeVersion,
  checkpointName,
  commitBytes,
  commitName,
  LAST_CHECKPOINT,
  LOG_FOLDER,
  parseCommit,
  parseLogName,
} from './log-files.ts';
import { SnapshotBuilder } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';

/** A commit that is in the log. */
export interface Commit {
  readonly version: number;
  readonly actions: readonly Action[];
}

interface Checkpoint {
  readonly version: number;
  readonly keys: readonly string[];
}

interface LogListing {
  /** Versions that are there, in order, with the time of their file. */
  readonly commits: ReadonlyMap<number, ObjectEntry>;
  /** Whole ones, oldest first. */
  readonly checkpoints: readonly Checkpoint[];
}

/** The log of one table: its commits and checkpoints under `<table>/_delta_log/`. */
export class DeltaLog {
  readonly #store: ObjectStore;
  readonly #folder: string;
  readonly #engine: DuckDbEngine;
  readonly #table: string;

  constructor(store: ObjectStore, table: string, engine: DuckDbEngine) {
    this.#store = store;
    this.#folder = `${table}/${LOG_FOLDER}/`;
    this.#engine = engine;
    this.#table = table;
  }

  /** The table at a version, the newest by default; undefined when there is no table. @throws DeltaError when that version can't be had. */
  async read(version?: number): Promise<Snapshot | undefined> {
    const hint = await this.#lastCheckpoint();
    const from = hint !== undefined && (version === undefined || hint <= version) ? hint : 0;
    const listing = await this.#list(from);
    const newest = Math.max(-1, ...listing.commits.keys(), ...listing.checkpoints.map((found) => found.version));
    if (newest < 0) return undefined;
    const target = version ?? newest;
    if (target > newest) throw new DeltaError(`${this.#table} has no version ${target}; the newest is ${newest}`);
    const checkpoint = listing.checkpoints.findLast((found) => found.version <= target);
    const builder = new SnapshotBuilder();
    if (checkpoint) builder.apply(checkpoint.version, await this.#readCheckpoint(checkpoint));
    for (let next = (checkpoint?.version ?? -1) + 1; next <= target; next += 1) {
      if (!listing.commits.has(next)) {
        throw new DeltaError(
          `${this.#table} has no version ${target}: commit ${next}, which it rests on, is not in the log`,
        );
      }
      builder.apply(next, (await this.commit(next))?.actions ?? []);
    }
    return builder.finish();
  }

  /** The same table with what was committed since; the same object when nothing was. */
  async refresh(snapshot: Snapshot): Promise<Snapshot> {
    const commits = await this.commitsAfter(snapshot.version);
    if (commits.length === 0) return snapshot;
    const builder = new SnapshotBuilder(snapshot);
    for (const { version, actions } of commits) builder.apply(version, actions);
    return builder.finish();
  }

  /** Commits after a version, oldest first. */
  async commitsAfter(version: number): Promise<Commit[]> {
    const commits: Commit[] = [];
    for (let next = version + 1; ; next += 1) {
      const found = await this.commit(next);
      if (!found) return commits;
      commits.push(found);
    }
  }

  /** Undefined when there is none. */
  async commit(version: number): Promise<Commit | undefined> {
    const name = commitName(version);
    const bytes = await this.#get(name);
    return bytes && { version, actions: parseCommit(bytes, `${this.#folder}${name}`) };
  }

  /**
   * Writes a commit when its version is still free. A lost race in which what lies there is this very commit (by its
   * `txnId`) is won: the answer to an earlier try did not arrive.
   */
  async tryCommit(version: number, actions: readonly Action[], txnId: string): Promise<'won' | 'lost'> {
    const outcome = await this.#store.putIfAbsent(`${this.#folder}${commitName(version)}`, commitBytes(actions));
    if (outcome === 'won') return 'won';
    const there = await this.commit(version);
    return there?.actions.some(({ commitInfo }) => commitInfo?.txnId === txnId) === true ? 'won' : 'lost';
  }

  /** Writes a checkpoint, then the hint at it, unless a newer one is hinted at already. */
  async writeCheckpoint(snapshot: Snapshot, now: number): Promise<void> {
    const actions = checkpointActions(snapshot, now);
    const bytes = await checkpointBytes(actions, this.#engine);
    await this.#store.put(`${this.#folder}${checkpointName(snapshot.version)}`, bytes);
    if (((await this.#lastCheckpoint()) ?? -1) > snapshot.version) return;
    const hint = {
      version: snapshot.version,
      size: actions.length,
      sizeInBytes: bytes.length,
      numOfAddFiles: snapshot.files.size,
    };
    await this.#store.put(`${this.#folder}${LAST_CHECKPOINT}`, Buffer.from(JSON.stringify(hint)));
  }

  /** The newest version committed at or before an instant (epoch ms, by the store's clock). @throws DeltaError when there is none. */
  async versionAt(time: number): Promise<number> {
    const { commits } = await this.#list(0);
    const versions = [...commits].filter(([, entry]) => entry.modified <= time).map(([version]) => version);
    if (versions.length > 0) return Math.max(...versions);
    throw new DeltaError(`${this.#table} has no version at or before ${new Date(time).toISOString()}`);
  }

  async #list(from: number): Promise<LogListing> {
    const commits = new Map<number, ObjectEntry>();
    const parts = new Map<string, string[]>();
    const checkpoints: Checkpoint[] = [];
    for await (const entry of listAll(this.#store, this.#folder, `${this.#folder}${beforeVersion(from)}`)) {
      const file = parseLogName(entry.key.slice(this.#folder.length));
      if (file?.kind === 'commit') commits.set(file.version, entry);
      if (file?.kind !== 'checkpoint') continue;
      const group = `${file.version} ${file.parts}`;
      const keys = [...(parts.get(group) ?? []), entry.key];
      parts.set(group, keys);
      if (keys.length === file.parts) checkpoints.push({ version: file.version, keys });
    }
    return { commits, checkpoints };
  }

  async #readCheckpoint({ keys }: Checkpoint): Promise<Action[]> {
    return withLocalFiles(this.#store, keys, this.#engine, (files) => readCheckpoint(files, this.#engine));
  }

  /** A hint only: without it, or with one that can't be read, the log is listed from its start. */
  async #lastCheckpoint(): Promise<number | undefined> {
    const bytes = await this.#get(LAST_CHECKPOINT);
    try {
      const { version } = JSON.parse(Buffer.from(bytes ?? []).toString()) as { version?: unknown };
      return typeof version === 'number' ? version : undefined;
    } catch {
      return undefined;
    }
  }

  async #get(name: string): Promise<Uint8Array | undefined> {
    try {
      return await this.#store.get(`${this.#folder}${name}`);
    } catch (error) {
      if (error instanceof ObjectMissing) return undefined;
      throw error;
    }
  }
}
