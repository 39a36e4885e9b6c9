import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheDirectory } from '../temporal-server/cache-directory.ts';
import { hasTool, runTool, ToolFailed } from '../temporal-server/run-tool.ts';

export interface GoTool {
  /** Its program's name, e.g. `versitygw`. */
  readonly name: string;
  /** e.g. `github.com/versity/versitygw/cmd/versitygw` */
  readonly module: string;
  /** e.g. `v1.8.0` */
  readonly version: string;
}

const BUILD_TIMEOUT_MS = 30 * 60_000;

/** Where the tool is kept once it was built; a version is a file of its own. */
export function cachedGoTool(tool: GoTool, env?: NodeJS.ProcessEnv): string {
  return path.join(cacheDirectory(env), 'bin', `${tool.name}-${tool.version}`);
}

/**
 * The tool's program, from the cache or else built with Go; minutes the first time. It appears whole or not at all.
 *
 * @throws ToolFailed when Go is missing, the modules can't be fetched or the build fails.
 */
export async function obtainGoTool(tool: GoTool, progress: (line: string) => void): Promise<string> {
  const target = cachedGoTool(tool);
  if (existsSync(target)) return target;
  if (!(await hasTool('go', ['version']))) {
    throw new ToolFailed(
      `${tool.name} ${tool.version} is not in the cache and Go, which would build it, is not installed`,
    );
  }
  progress(`building ${tool.name} ${tool.version} with Go (once, about 4 minutes on two cores)`);
  await mkdir(path.dirname(target), { recursive: true });
  const folder = await mkdtemp(path.join(path.dirname(target), '.build-'));
  try {
    await runTool({
      command: 'go',
      args: ['install', '-trimpath', '-ldflags=-s -w', `${tool.module}@${tool.version}`],
      env: { ...process.env, GOBIN: folder },
      timeoutMs: BUILD_TIMEOUT_MS,
    });
    const built = path.join(folder, tool.name);
    await chmod(built, 0o755);
    await rename(built, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return target;
}
