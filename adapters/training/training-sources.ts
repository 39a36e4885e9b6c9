import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { TrainingFailure } from './training-failure.ts';

/** The script-mode training script and what lies beside it. */
export interface TrainingSources {
  readonly directory: string;
  readonly script: string;
  readonly requirements: string;
  /** Names of the Python files and the requirements, in the folder. */
  readonly files: readonly string[];
  /** SHA-256 over names and contents of the Python files and the requirements, hex. */
  readonly hash: string;
}

/**
 * Finds `infra/sagemaker` in this folder or one above it, so that it is found from the sources and from a build alike.
 * @throws TrainingFailure when it is not part of this installation.
 */
export async function findTrainingSources(): Promise<TrainingSources> {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'infra/sagemaker/train.py'))) {
    const parent = path.dirname(folder);
    if (parent === folder) {
      throw new TrainingFailure(
        'infra/sagemaker/train.py is missing from this installation: train from a full checkout',
        'refused',
      );
    }
    folder = parent;
  }
  const directory = path.join(folder, 'infra/sagemaker');
  const requirements = path.join(directory, 'requirements.txt');
  const files = [...(await readdir(directory)).filter((name) => name.endsWith('.py')).sort(), 'requirements.txt'];
  const hash = createHash('sha256');
  for (const name of files) {
    hash.update(`${name}\0`).update(await readFile(path.join(directory, name)));
  }
  return { directory, script: path.join(directory, 'train.py'), requirements, files, hash: hash.digest('hex') };
}
