import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { runTool } from './run-tool.ts';

/** The newest version that `go install` accepts: later tags carry a replace directive. */
export const TEMPORAL_CLI_MODULE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';

const BUILD_TIMEOUT_MS = 30 * 60_000;
const PROGRESS_EVERY_MS = 5_000;

/**
 * Builds the Temporal CLI with Go and keeps it as `target`; minutes the first time. It appears there whole or not at all.
 *
 * @throws ToolFailed when Go is missing, the modules can't be fetched or the build fails.
 */
export async function buildWithGo(
  target: string,
  progress: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const folder = await mkdtemp(path.join(path.dirname(target), '.build-'));
  const started = Date.now();
  let packages = 0;
  const report = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000);
    progress(`building the Temporal dev server with Go: ${packages} packages compiled, ${seconds} s`);
  }, PROGRESS_EVERY_MS);
  try {
    await runTool({
      command: 'go',
      args: ['install', '-v', '-trimpath', '-ldflags=-s -w', TEMPORAL_CLI_MODULE],
      env: { ...process.env, GOBIN: folder },
      timeoutMs: BUILD_TIMEOUT_MS,
      signal,
      onLine: (line) => {
        if (!line.startsWith('go: ')) packages += 1;
      },
    });
    const built = path.join(folder, path.basename(target));
    await chmod(built, 0o755);
    await rename(built, target);
  } finally {
    clearInterval(report);
    await rm(folder, { recursive: true, force: true });
  }
}
