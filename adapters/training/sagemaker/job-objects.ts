import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listAll } from '../../object-store/list-all.ts';
import type { ObjectStore } from '../../object-store/port.ts';
import type { Dataset } from '../dataset.ts';
import { TrainingFailure } from '../training-failure.ts';
import { parseProgressLine } from '../training-progress.ts';
import type { TrainingProgress } from '../training-progress.ts';
import type { TrainingSources } from '../training-sources.ts';
import type { JobPlaces } from './job-definition.ts';

/** Puts script and dataset where the job reads them. Their places are named by their hashes: what is there is right. */
export async function putInputs(
  store: ObjectStore,
  places: JobPlaces,
  sources: TrainingSources,
  dataset: Dataset,
): Promise<void> {
  for (const name of sources.files) {
    await store.putIfAbsent(`${places.code}/${name}`, await readFile(path.join(sources.directory, name)));
  }
  for (const [name, bytes] of dataset.files) await store.putIfAbsent(`${places.dataset}/${name}`, bytes);
}

/** The script's progress, which SageMaker copies to S3 beside its checkpoints while the job runs. */
export class JobLog {
  readonly #store: ObjectStore;
  readonly #key: string;
  #told = 0;

  constructor(store: ObjectStore, places: JobPlaces) {
    this.#store = store;
    this.#key = `${places.checkpoint}/progress.jsonl`;
  }

  /** What came since the last look. A file of an attempt before is told once more from its start when it is replaced. */
  async news(): Promise<TrainingProgress[]> {
    const entry = await this.#store.head(this.#key);
    if (!entry || entry.size === this.#told) return [];
    const bytes = await this.#store.get(this.#key);
    const from = bytes.byteLength < this.#told ? 0 : this.#told;
    const end = bytes.lastIndexOf(0x0a) + 1;
    this.#told = end;
    const lines = Buffer.from(bytes.subarray(from, end)).toString('utf8').split('\n');
    return lines.map(parseProgressLine).filter((progress) => progress !== undefined);
  }
}

/**
 * Brings the model's files into a new folder under `workDirectory`. Returns it.
 * @throws TrainingFailure when the job has put them elsewhere than it was told, or nowhere.
 */
export async function fetchModel(
  store: ObjectStore,
  storeUri: string,
  artifacts: string | undefined,
  workDirectory: string,
): Promise<string> {
  if (!artifacts?.startsWith(`${storeUri}/`)) {
    throw new TrainingFailure(`the job's model is at ${artifacts ?? 'no place'}, not under ${storeUri}`, 'unusable');
  }
  const prefix = `${artifacts.slice(storeUri.length + 1).replace(/\/$/, '')}/`;
  await mkdir(workDirectory, { recursive: true });
  const directory = await mkdtemp(path.join(workDirectory, 'model-'));
  for await (const { key } of listAll(store, prefix)) {
    await writeFile(path.join(directory, path.basename(key)), await store.get(key));
  }
  return directory;
}
