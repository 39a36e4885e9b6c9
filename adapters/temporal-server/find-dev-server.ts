import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { cachedDevServer } from './cache-directory.ts';
import { buildWithGo, TEMPORAL_CLI_MODULE } from './go-install.ts';
import { hasTool } from './run-tool.ts';
import { downloadThroughSdk } from './sdk-download.ts';

/** What to talk to: a server that runs already, or a program that starts one. */
export type TemporalServerChoice =
  | { readonly kind: 'running'; readonly address: string; readonly how: string }
  | { readonly kind: 'program'; readonly path: string; readonly how: string };

/** No way led to a Temporal server; the message says what to install. */
export class TemporalServerMissing extends Error {
  override name = 'TemporalServerMissing';
}

/** How the outside is asked; tests replace it. */
export interface ServerSearch {
  readonly env: NodeJS.ProcessEnv;
  readonly isExecutable: (file: string) => Promise<boolean>;
  /** True when the program is Temporal's CLI with a dev server in it. */
  readonly isTemporalCli: (file: string) => Promise<boolean>;
  readonly hasGo: () => Promise<boolean>;
  readonly download: (target: string, signal?: AbortSignal) => Promise<void>;
  readonly build: (target: string, progress: (line: string) => void, signal?: AbortSignal) => Promise<void>;
}

export const machineSearch: ServerSearch = {
  env: process.env,
  isExecutable: (file) =>
    access(file, constants.X_OK).then(
      () => true,
      () => false,
    ),
  isTemporalCli: (file) => hasTool(file, ['server', 'start-dev', '--help']),
  hasGo: () => hasTool('go', ['version']),
  download: (target, signal) => downloadThroughSdk('dev-server', target, signal),
  build: buildWithGo,
};

/**
 * The first that succeeds of: `TEMPORAL_ADDRESS`, `temporal` on PATH, the cache, the SDK's download, a build with Go.
 * `progress` gets a line for a person when something takes time or fails.
 *
 * @param signal aborting gives up what is under way.
 * @throws TemporalServerMissing; the signal's reason when aborted.
 */
export async function findDevServer(
  progress: (line: string) => void,
  search: ServerSearch = machineSearch,
  signal?: AbortSignal,
): Promise<TemporalServerChoice> {
  const address = search.env['TEMPORAL_ADDRESS'];
  if (address) return { kind: 'running', address, how: 'TEMPORAL_ADDRESS' };
  const present = await findPresentProgram(search, progress);
  return present ?? obtainProgram(search, progress, signal);
}

/** A program that is on this machine already: on PATH or in the cache. */
export async function findPresentProgram(
  search: ServerSearch = machineSearch,
  progress: (line: string) => void = () => {},
): Promise<TemporalServerChoice | undefined> {
  for (const file of programsOnPath(search.env)) {
    if (!(await search.isExecutable(file))) continue;
    if (await search.isTemporalCli(file)) return { kind: 'program', path: file, how: 'PATH' };
    progress(`${file} is no Temporal CLI with a dev server; looking further`);
  }
  const cached = cachedDevServer(search.env);
  if (await search.isExecutable(cached)) return { kind: 'program', path: cached, how: 'cache' };
  return undefined;
}

function programsOnPath(env: NodeJS.ProcessEnv): string[] {
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => path.join(folder, process.platform === 'win32' ? 'temporal.exe' : 'temporal'));
}

async function obtainProgram(
  search: ServerSearch,
  progress: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<TemporalServerChoice> {
  const target = cachedDevServer(search.env);
  progress('downloading the Temporal dev server (once, about 60 MB)');
  const failures: string[] = [];
  try {
    await search.download(target, signal);
    return { kind: 'program', path: target, how: 'download' };
  } catch (error) {
    signal?.throwIfAborted();
    failures.push(`the download failed (${firstLine(error)})`);
  }
  if (await search.hasGo()) {
    progress(`${failures[0]}; building it with Go instead (once, 5 to 8 minutes on two cores)`);
    try {
      await search.build(target, progress, signal);
      return { kind: 'program', path: target, how: 'go install' };
    } catch (error) {
      signal?.throwIfAborted();
      failures.push(`the build with Go failed (${firstLine(error)})`);
    }
  } else {
    failures.push('there is no Go to build it with');
  }
  throw new TemporalServerMissing(
    `No Temporal server: ${failures.join(', and ')}. Install the Temporal CLI from https://temporal.io/setup/install-temporal-cli ` +
      `so that "temporal" is on PATH, or run GOBIN=${path.dirname(target)} go install ${TEMPORAL_CLI_MODULE}, ` +
      'or set TEMPORAL_ADDRESS to a server that runs already, for example TEMPORAL_ADDRESS=127.0.0.1:7233.',
  );
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const known = /dns error|failed to lookup address|connection refused|timed out/i.exec(text);
  return known ? `no network: ${known[0].toLowerCase()}` : (text.split('\n')[0] ?? text).slice(0, 200);
}
