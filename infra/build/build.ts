/**
 * `npm run build`: compiled JavaScript in dist/, with everything beside it that is not TypeScript, and the workflows
 * bundled ahead, so that a worker need not bundle them at each start (2 to 3 s).
 */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const root = path.resolve(import.meta.dirname, '../..');
const dist = path.join(root, 'dist');

/** What a compiled program reads at run time and the compiler does not copy. */
const ASSET_FOLDERS = ['adapters', 'apps', 'infra/sagemaker'];
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

async function bundleWorkflows(): Promise<number> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: path.join(dist, 'workflows/index.js'),
    preloadModules: [path.join(dist, 'workflows/stack-depth.js')],
    logger: new DefaultLogger('WARN'),
  });
  writeFileSync(path.join(dist, 'workflow-bundle.js'), code);
  return Buffer.byteLength(code);
}

rmSync(dist, { recursive: true, force: true });
compile();
copyAssets();
const bytes = await bundleWorkflows();
console.log(
  `dist: compiled, workflows bundled (${(bytes / 1e6).toFixed(1)} MB). Start with: node dist/apps/cli/start.js`,
);
