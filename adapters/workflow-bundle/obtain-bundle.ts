import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheDirectory } from '../temporal-server/cache-directory.ts';
import { moduleFile, nodeArguments } from '../temporal-server/node-process.ts';
import { runTool } from '../temporal-server/run-tool.ts';
import { bundleKey } from './bundle-key.ts';
import type { BundleIngredients } from './bundle-key.ts';
import type { WorkflowsToBundle } from './bundle-workflows.ts';
import { keepBundle, readKeptBundle, writeWhole } from './kept-bundle.ts';

/** Makes a bundle as the file `target`; gives up when the signal is aborted. */
export type Bundler = (workflows: WorkflowsToBundle, target: string, signal?: AbortSignal) => Promise<unknown>;

export interface BundleOrder {
  readonly ingredients: BundleIngredients;
  /** Where the bundle is to lie; replaced when it is there. */
  readonly target: string;
  readonly signal?: AbortSignal;
  /** A process of its own, unless a test counts. */
  readonly bundler?: Bundler;
  readonly cache?: string;
}

/** A worker that bundles by itself has two minutes to become ready. */
const BUNDLING_TIMEOUT_MS = 60_000;

/**
 * Puts a workflow bundle of the sources as they are now at `target`: the one that was kept in the cache folder, else one
 * that is made and kept. The copy serves for as long as it lies there, whatever becomes of the cache and the sources.
 *
 * @throws Error when the bundler fails, the sources change meanwhile, a folder can't be used, or the signal is aborted.
 */
export async function obtainBundle(order: BundleOrder): Promise<void> {
  const { ingredients, target, signal } = order;
  const entry = path.parse(ingredients.workflowsPath).name;
  const key = await bundleKey(ingredients);
  const kept = path.join(order.cache ?? cacheDirectory(), 'workflow-bundles', `${entry}-${key}.js`);
  let code = await readKeptBundle(kept);
  if (code === undefined) {
    await mkdir(path.dirname(kept), { recursive: true });
    code = await make(order, `${kept}.${process.pid}.making`);
    if ((await bundleKey(ingredients)) !== key) throw new Error('the sources were changed while they were bundled');
    await keepBundle(kept, entry, code);
  }
  signal?.throwIfAborted();
  await mkdir(path.dirname(target), { recursive: true });
  await writeWhole(target, code);
}

async function make({ ingredients, signal, bundler = inProcess }: BundleOrder, file: string): Promise<string> {
  try {
    await bundler(ingredients, file, signal);
    return await readFile(file, 'utf8');
  } finally {
    await rm(file, { force: true });
  }
}

async function inProcess(
  { workflowsPath, preloadModules }: WorkflowsToBundle,
  target: string,
  signal?: AbortSignal,
): Promise<void> {
  const program = moduleFile('./bundling-process.ts', import.meta.url);
  await runTool({
    command: process.execPath,
    args: nodeArguments(program, [], [workflowsPath, target, ...preloadModules]),
    timeoutMs: BUNDLING_TIMEOUT_MS,
    signal,
  });
}
