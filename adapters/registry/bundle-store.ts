import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import path from 'node:path';
import { BundleError } from '../model/bundle-error.ts';
import type { BundleManifest } from '../model/bundle-schema.ts';
import { loadBundle, MANIFEST_FILE } from '../model/bundle.ts';
import type { ModelBundle } from '../model/bundle.ts';
import { ObjectMissing } from '../object-store/object-store-error.ts';
import type { ObjectStore } from '../object-store/port.ts';

const FOLDER = 'models/bundles';
/** Of a model's id: it becomes a folder's name here and a part of a key there. */
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

export interface PublishedBundle {
  readonly manifest: BundleManifest;
  /** Folder of its files in the store. */
  readonly key: string;
}

/**
 * Model bundles in the lake's object store, each under `models/bundles/ID/`. Written once and never changed; the manifest
 * comes last, so that a bundle is there whole or not at all.
 */
export interface BundleStore {
  /**
   * Checks the bundle in a folder of this machine and copies it into the store. One that is there already is left as it is.
   * @throws BundleError when it must not serve, or another bundle of the same id is there; ObjectStoreError
   */
  publish(directory: string): Promise<PublishedBundle>;
  /**
   * The bundle on this machine, checked: from the local folder, or brought there. A damaged copy is brought again.
   * @throws BundleError when the store has no such bundle, or what it has must not serve; ObjectStoreError
   */
  fetch(modelId: string): Promise<ModelBundle>;
  /** Whether the store has it, whole. @throws BundleError for a text that can't be an id; ObjectStoreError */
  has(modelId: string): Promise<boolean>;
}

/** @param cacheFolder folder of this machine that keeps what was fetched, one folder each; any number of processes may use it. */
export function createBundleStore(store: ObjectStore, cacheFolder: string): BundleStore {
  return {
    publish: (directory) => publish(store, directory),
    fetch: (modelId) => fetchBundle(store, cacheFolder, modelId),
    has: async (modelId) => (await store.head(`${keyOf(modelId)}/${MANIFEST_FILE}`)) !== undefined,
  };
}

function keyOf(modelId: string): string {
  if (ID.test(modelId)) return `${FOLDER}/${modelId}`;
  throw new BundleError(
    `"${modelId}" can't be a model's id; right is letters, digits, ".", "_" and "-", e.g. lstm-BTCUSDT-binance-0123456789ab`,
  );
}

async function publish(store: ObjectStore, directory: string): Promise<PublishedBundle> {
  const { manifest } = await loadBundle(directory);
  const key = keyOf(manifest.id);
  for (const name of [manifest.onnx.file, manifest.parity.file, MANIFEST_FILE]) {
    const bytes = await readFile(path.join(directory, name));
    if ((await store.putIfAbsent(`${key}/${name}`, bytes)) === 'won') continue;
    const there = await store.get(`${key}/${name}`);
    if (name === MANIFEST_FILE ? isSameModel(there, bytes) : bytes.equals(there)) continue;
    throw new BundleError(
      `${store.description} has another bundle of the id ${manifest.id}: its ${name} differs from that in ${directory}`,
    );
  }
  return { manifest, key };
}

/** Alike but for the command that made it: the same training by another command is the same model. */
function isSameModel(one: Uint8Array, other: Uint8Array): boolean {
  const [a, b] = [one, other].map((bytes) => {
    const { createdBy, ...rest } = JSON.parse(Buffer.from(bytes).toString('utf8')) as BundleManifest;
    return { ...rest, seed: createdBy.seed };
  });
  return isDeepStrictEqual(a, b);
}

async function fetchBundle(store: ObjectStore, cacheFolder: string, modelId: string): Promise<ModelBundle> {
  const key = keyOf(modelId);
  const directory = path.join(cacheFolder, modelId);
  const cached = await loadUsable(directory);
  if (cached) return cached;
  await mkdir(cacheFolder, { recursive: true });
  const making = await mkdtemp(`${directory}.fetching-`);
  try {
    const text = await readPart(store, key, MANIFEST_FILE, modelId);
    await writeFile(path.join(making, MANIFEST_FILE), text);
    for (const name of filesOf(text))
      await writeFile(path.join(making, name), await readPart(store, key, name, modelId));
    const { manifest } = await loadBundle(making).catch((error: unknown) => {
      if (!(error instanceof BundleError)) throw error;
      throw new BundleError(`the bundle ${key} of ${store.description} can't be used: ${error.message}`);
    });
    if (manifest.id !== modelId) {
      throw new BundleError(`the bundle ${key} of ${store.description} is that of the model ${manifest.id}`);
    }
    return await putInPlace(making, directory);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

/** Names of the files beside the manifest, as far as it names any: loadBundle judges it once they are here. */
function filesOf(manifest: Uint8Array): string[] {
  let parsed: { onnx?: { file?: unknown }; parity?: { file?: unknown } } | null;
  try {
    parsed = JSON.parse(Buffer.from(manifest).toString('utf8')) as typeof parsed;
  } catch {
    return [];
  }
  const names = [parsed?.onnx?.file, parsed?.parity?.file];
  return names.filter((name): name is string => typeof name === 'string' && /^\w[\w.-]*$/.test(name));
}

async function readPart(store: ObjectStore, key: string, name: string, modelId: string): Promise<Uint8Array> {
  try {
    return await store.get(`${key}/${name}`);
  } catch (error) {
    if (!(error instanceof ObjectMissing)) throw error;
    throw new BundleError(`${store.description} has no bundle of the model ${modelId}: there is no ${key}/${name}`);
  }
}

/** Another process may have brought the same bundle meanwhile: then theirs is used, when it is whole. */
async function putInPlace(making: string, directory: string): Promise<ModelBundle> {
  for (;;) {
    try {
      await rename(making, directory);
      return await loadBundle(directory);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    }
    const theirs = await loadUsable(directory);
    if (theirs) return theirs;
    await rm(directory, { recursive: true, force: true });
  }
}

/** Undefined for a copy that isn't there or is damaged. */
async function loadUsable(directory: string): Promise<ModelBundle | undefined> {
  try {
    return await loadBundle(directory);
  } catch (error) {
    if (error instanceof BundleError) return undefined;
    throw error;
  }
}
