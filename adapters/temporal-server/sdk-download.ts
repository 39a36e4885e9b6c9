import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { moduleFile, nodeArguments } from './node-process.ts';
import { runTool, ToolFailed } from './run-tool.ts';

const DOWNLOAD_TIMEOUT_MS = 5 * 60_000;

/**
 * Lets the Temporal SDK download a server, and keeps it as `target`. It appears there whole or not at all.
 *
 * @throws ToolFailed when there is no network (at once), or the download takes more than five minutes.
 */
export async function downloadThroughSdk(
  kind: 'dev-server' | 'time-skipping',
  target: string,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const folder = await mkdtemp(path.join(path.dirname(target), '.download-'));
  try {
    await runTool({
      command: process.execPath,
      args: nodeArguments(moduleFile('./sdk-download-process.ts', import.meta.url), [], [kind, folder]),
      timeoutMs: DOWNLOAD_TIMEOUT_MS,
      signal,
    });
    const downloaded = (await readdir(folder)).find((name) => name.startsWith('temporal'));
    if (downloaded === undefined) throw new ToolFailed('the SDK reported success and left no file');
    await chmod(path.join(folder, downloaded), 0o755);
    await rename(path.join(folder, downloaded), target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
