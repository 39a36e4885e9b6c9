/**
 * `npm run build`: compiled JavaScript in dist/, with everything beside it that is not TypeScript, and the workflows
 * bundled ahead, so that a worker need not bundle them at each start.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bundleWorkflows } from '../../adapters/workflow-bundle/bundle-workflows.ts';

const root = path.resolve(import.meta.dirname, '../..');
const dist = path.join(root, 'dist');

/** What a compiled program reads at run time and the compiler does not copy. */
const ASSET_FOLDERS = ['adapters', 'apps', 'infra/glue', 'infra/sagemaker', 'sql'];
const NOT_ASSETS = /\.ts$|(^|\/)__pycache__(\/|$)/;

function compile(): void {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const config = path.join(root, 'infra/build/tsconfig.build.json');
  const { status } = spawnSync(process.execPath, [compiler, '-p', config], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function copyAssets(): void {
  for (const folder of ASSET_FOLDERS) {
    cpSync(path.join(root, folder), path.join(dist, folder), {
      recursive: true,
      filter: (source) => statSync(source).isDirectory() || !NOT_ASSETS.test(source),
    });
  }
}

/** One bundle a worker, under the name by which `npm start` looks for it. Resolves with their bytes. */
async function bundleAll(): Promise<number> {
  const compiled = (name: string): string => path.join(dist, 'workflows', name);
  const trading = await bundleWorkflows(
    { workflowsPath: compiled('index.js'), preloadModules: [compiled('stack-depth.js')] },
    path.join(dist, 'workflow-bundle.js'),
  );
  const pipeline = await bundleWorkflows(
    { workflowsPath: compiled('pipeline-index.js'), preloadModules: [] },
    path.join(dist, 'pipeline-bundle.js'),
  );
  return trading + pipeline;
}

rmSync(dist, { recursive: true, force: true });
compile();
copyAssets();
const bytes = await bundleAll();
console.log(
  `dist: compiled, workflows bundled (${(bytes / 1e6).toFixed(1)} MB). Start with: node dist/apps/cli/start.js`,
);
