import { readdir, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import path from 'node:path';
import { compareKeys } from './object-key.ts';
import type { ListOptions, ListPage, ObjectEntry } from './port.ts';

/** Where objects are written before they appear under their key; never listed. */
export const WRITING_FOLDER = '.writing';

const PAGE = 1_000;

/** One page of the files under `root` whose key starts with `prefix`, as S3 lists them. */
export async function listFolder(root: string, prefix: string, options: ListOptions): Promise<ListPage> {
  const keys = (await keysUnder(root, prefix)).filter(
    (key) => key.startsWith(prefix) && (options.after === undefined || compareKeys(key, options.after) > 0),
  );
  keys.sort(compareKeys);
  const limit = options.limit ?? PAGE;
  const page = keys.slice(0, limit);
  const entries = await Promise.all(page.map((key) => entryOf(root, key)));
  const next = keys.length > limit ? page.at(-1) : undefined;
  return { entries: entries.filter((entry) => entry !== undefined), ...(next !== undefined && { next }) };
}

/** Walks only the folder that the prefix names: a log is listed without its table's data. */
async function keysUnder(root: string, prefix: string): Promise<string[]> {
  const start = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const keys: string[] = [];
  const folders = [start];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const item of await itemsOf(path.join(root, folder))) {
      const key = `${folder}${item.name}`;
      if (key === WRITING_FOLDER) continue;
      if (item.isDirectory()) {
        if (`${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`)) folders.push(`${key}/`);
      } else if (item.isFile()) keys.push(key);
    }
  }
  return keys;
}

async function itemsOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

/** Undefined when it was deleted meanwhile. */
async function entryOf(root: string, key: string): Promise<ObjectEntry | undefined> {
  try {
    const found = await stat(path.join(root, key));
    return { key, size: found.size, modified: found.mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
