import { createHash } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Ends a kept bundle: the hash of all before it. What lacks it, or differs from it, was cut off or damaged. */
const SEAL = '\n//# sha256=';
/** Of each entry, this many bundles are kept: one for each of the checkouts and versions that are changed between. */
const KEPT = 8;

/** Code of a bundle that was kept; undefined when there is none, or it is not whole. */
export async function readKeptBundle(file: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const end = text.lastIndexOf(SEAL);
  const code = text.slice(0, Math.max(0, end));
  if (end < 0 || text.slice(end) !== sealOf(code)) return undefined;
  const now = new Date();
  await utimes(file, now, now);
  return code;
}

/** Keeps a bundle, whole or not at all, and removes those of the same entry that were not used for longest. */
export async function keepBundle(file: string, entry: string, code: string): Promise<void> {
  await writeWhole(file, code + sealOf(code));
  const folder = path.dirname(file);
  const names = (await readdir(folder)).filter((name) => name.startsWith(`${entry}-`));
  const used = await Promise.all(names.map(async (name) => ({ name, at: await lastUse(path.join(folder, name)) })));
  const surplus = used.sort((a, b) => b.at - a.at).slice(KEPT);
  await Promise.all(surplus.map(({ name }) => rm(path.join(folder, name), { force: true })));
}

/** Writes a file beside its place and moves it there when it is complete. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${process.pid}.new`;
  try {
    await writeFile(unfinished, text);
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
}

function sealOf(code: string): string {
  return `${SEAL}${createHash('sha256').update(code).digest('hex')}\n`;
}

async function lastUse(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    // Another start has removed it in this moment.
    return 0;
  }
}
