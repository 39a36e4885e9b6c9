import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { copyMavenJars } from '../tool-cache/maven-jars.ts';
import type { MavenArtifact } from '../tool-cache/maven-jars.ts';
import { cacheDirectory } from './cache-directory.ts';
import { downloadThroughSdk } from './sdk-download.ts';

const TEST_SERVER_VERSION = '1.38.0';
const TEST_SERVER_JARS: readonly MavenArtifact[] = [
  { group: 'io.temporal', artifact: 'temporal-test-server', version: TEST_SERVER_VERSION },
  { group: 'org.slf4j', artifact: 'slf4j-nop', version: '1.7.36' },
];

/** The Java server's folder and the SDK's native download, in the cache. */
const mavenServer = () => path.join(cacheDirectory(), `temporal-test-server-${TEST_SERVER_VERSION}`);
const nativeServer = () => path.join(cacheDirectory(), 'bin', 'temporal-test-server');

/**
 * Program of the time-skipping test server, for `TestWorkflowEnvironment.createTimeSkipping({ server: { executable:
 * { type: 'existing-path', path } } })`. Undefined when `obtainTimeSkippingServer` has not put it into the cache.
 */
export function timeSkippingServerPath(): string | undefined {
  return [nativeServer(), path.join(mavenServer(), 'temporal-test-server')].find(isExecutable);
}

/**
 * Gets the time-skipping server into the cache: by Maven and Java, else by the SDK's download.
 *
 * @throws Error that names what failed and what to install.
 */
export async function obtainTimeSkippingServer(progress: (line: string) => void): Promise<string> {
  const present = timeSkippingServerPath();
  if (present !== undefined) return present;
  const failures: string[] = [];
  for (const [what, obtain] of [
    ['Maven', obtainByMaven],
    ['the download', obtainByDownload],
  ] as const) {
    try {
      return await obtain(progress);
    } catch (error) {
      failures.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(
    `no time-skipping Temporal server for the workflow tests (${failures.join('; ')}). ` +
      'Install Java 17 or newer and Maven, then run npm test again.',
  );
}

async function obtainByDownload(progress: (line: string) => void): Promise<string> {
  progress('downloading the time-skipping Temporal server (once)');
  await downloadThroughSdk('time-skipping', nativeServer());
  return nativeServer();
}

async function obtainByMaven(progress: (line: string) => void): Promise<string> {
  progress('getting the time-skipping Temporal server from Maven (once, 38 MB)');
  await mkdir(cacheDirectory(), { recursive: true });
  const folder = await mkdtemp(path.join(cacheDirectory(), '.test-server-'));
  try {
    await copyMavenJars(TEST_SERVER_JARS, path.join(folder, 'lib'), { transitive: true });
    await writeFile(path.join(folder, 'temporal-test-server'), wrapper());
    await chmod(path.join(folder, 'temporal-test-server'), 0o755);
    await rename(folder, mavenServer());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return path.join(mavenServer(), 'temporal-test-server');
}

/** The quick compiler alone and the serial collector: the server lives for seconds. */
function wrapper(): string {
  return `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$here/lib/*" io.temporal.testserver.TestServer "$@"
`;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
