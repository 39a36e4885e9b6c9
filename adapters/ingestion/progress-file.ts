import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const PROGRESS = z.strictObject({
  /** By table and symbol: up to this place nothing is missing in the journal and the tables. */
  complete: z.record(z.string(), z.record(z.string(), z.number())),
  /** The UTC day under way: every earlier one was told of. */
  marketDay: z.string().optional(),
});

/** What a recorder must know of the one before it. */
export type Progress = z.infer<typeof PROGRESS>;

const NAME = 'progress.json';

/** The journal folder's progress; an empty one when there is none. @throws Error with a sentence when it can't be read. */
export async function readProgress(folder: string): Promise<Progress> {
  const file = path.join(folder, NAME);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { complete: {} };
    throw error;
  }
  try {
    return PROGRESS.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${file} is not what a recorder writes: ${(error as Error).message}; remove it to go on without`, {
      cause: error,
    });
  }
}

/** Whole or not at all. @param progress a Progress as JSON. */
export async function writeProgress(folder: string, progress: string): Promise<void> {
  const file = path.join(folder, NAME);
  await writeFile(`${file}.new`, progress);
  await rename(`${file}.new`, file);
}
