import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { WorkflowsToBundle } from './bundle-workflows.ts';

/** What decides what a bundle holds. */
export interface BundleIngredients extends WorkflowsToBundle {
  /** Absolute paths of the folders that workflows import from. */
  readonly sourceFolders: readonly string[];
}

const require = createRequire(import.meta.url);
const SDK_PACKAGE = require.resolve('@temporalio/worker/package.json');
/** npm's list of what is in the node_modules that the SDK is in. */
const INSTALLED_PACKAGES = path.resolve(path.dirname(SDK_PACKAGE), '../../.package-lock.json');

/**
 * SHA-256, hex, over everything that a bundle depends on: every file of the source folders, the packages that npm
 * installed, the SDK (which brings the bundler), Node, and the paths, which the bundle's source map names.
 *
 * @throws Error when a folder can't be read or npm left no list of what it installed.
 */
export async function bundleKey({ workflowsPath, preloadModules, sourceFolders }: BundleIngredients): Promise<string> {
  const { version } = require(SDK_PACKAGE) as { version: string };
  const hash = createHash('sha256');
  hash.update(JSON.stringify([process.version, version, workflowsPath, preloadModules]));
  for (const file of [INSTALLED_PACKAGES, ...(await filesOf(sourceFolders))]) {
    const bytes = await readFile(file);
    hash.update(`\0${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

async function filesOf(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    }),
  );
  return found.flat().sort();
}
