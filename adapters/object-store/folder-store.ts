import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { listFolder, WRITING_FOLDER } from './folder-listing.ts';
import { checkKey } from './object-key.ts';
import { ObjectMissing, ObjectStoreError } from './object-store-error.ts';
import type { ListOptions, ListPage, ObjectEntry, ObjectStore } from './port.ts';

/** A write that old was left by a killed process. */
const ABANDONED_AFTER_MS = 24 * 3_600_000;

/**
 * Objects as files of a folder. Each is written beside the tree, synced, and then appears under its key at once: by
 * `rename` for put, by `link` (which fails when the name exists) for put-if-absent.
 */
export class FolderStore implements ObjectStore {
  readonly description: string;
  readonly #root: string;
  #prepared: Promise<void> | undefined;

  /** @param root the folder; made at the first write. */
  constructor(root: string) {
    this.#root = path.resolve(root);
    this.description = `folder ${this.#root}`;
  }

  localPath(key: string): string {
    checkKey(key);
    if (key === WRITING_FOLDER || key.startsWith(`${WRITING_FOLDER}/`)) {
      throw new ObjectStoreError(
        `"${key}" can't be an object's key: ${WRITING_FOLDER} is where ${this.description} writes`,
      );
    }
    return path.join(this.#root, ...key.split('/'));
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#write(key, bytes, (from, to) => rename(from, to));
  }

  async putIfAbsent(key: string, bytes: Uint8Array): Promise<'won' | 'lost'> {
    try {
      await this.#write(key, bytes, (from, to) => link(from, to));
      return 'won';
    } catch (error) {
      if (causeCode(error) === 'EEXIST') return 'lost';
      throw error;
    }
  }

  async get(key: string): Promise<Uint8Array> {
    try {
      return await readFile(this.localPath(key));
    } catch (error) {
      if (isAbsence(error)) throw new ObjectMissing(key, this.description);
      throw this.#failure('read', key, error);
    }
  }

  async head(key: string): Promise<ObjectEntry | undefined> {
    try {
      const found = await stat(this.localPath(key));
      return found.isFile() ? { key, size: found.size, modified: found.mtimeMs } : undefined;
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw this.#failure('look at', key, error);
    }
  }

  async list(prefix: string, options: ListOptions = {}): Promise<ListPage> {
    try {
      return await listFolder(this.#root, prefix, options);
    } catch (error) {
      throw this.#failure('list', prefix, error);
    }
  }

  async delete(key: string): Promise<void> {
    try {
      await rm(this.localPath(key), { force: true });
    } catch (error) {
      if (!isAbsence(error)) throw this.#failure('delete', key, error);
    }
  }

  async #write(key: string, bytes: Uint8Array, appear: (from: string, to: string) => Promise<void>): Promise<void> {
    const target = this.localPath(key);
    const temporary = path.join(this.#root, WRITING_FOLDER, randomUUID());
    try {
      this.#prepared ??= this.#prepare();
      await this.#prepared;
      await writeSynced(temporary, bytes);
      await mkdir(path.dirname(target), { recursive: true });
      await appear(temporary, target);
      await syncFolder(path.dirname(target));
    } catch (error) {
      this.#prepared = undefined;
      throw this.#failure('write', key, error);
    } finally {
      // What can't be removed now is abandoned, and the failure of the write is what the caller must hear of.
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  async #prepare(): Promise<void> {
    const folder = path.join(this.#root, WRITING_FOLDER);
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(folder)) {
      const found = await stat(path.join(folder, name)).catch(() => undefined);
      if (found && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS) await rm(path.join(folder, name), { force: true });
    }
  }

  #failure(verb: string, key: string, error: unknown): Error {
    if (error instanceof ObjectStoreError) return error;
    const why = error instanceof Error ? error.message : String(error);
    return new ObjectStoreError(`could not ${verb} "${key}" in ${this.description}: ${why}`, { cause: error });
  }
}

async function writeSynced(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The name itself must survive a power cut, too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isAbsence(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR';
}

function causeCode(error: unknown): string | undefined {
  return ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code;
}
