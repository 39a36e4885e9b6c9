import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { cacheDirectory } from './cache-directory.ts';
import { hasTool, runTool } from './run-tool.ts';
import { downloadThroughSdk } from './sdk-download.ts';

const TEST_SERVER_VERSION = '1.38.0';
const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';
const MAVEN_TIMEOUT_MS = 5 * 60_000;

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
  for (const tool of [['java', '-version'] as const, ['mvn', '--version'] as const]) {
    if (!(await hasTool(tool[0], [tool[1]]))) throw new Error(`${tool[0]} is not installed`);
  }
  progress('getting the time-skipping Temporal server from Maven (once, 38 MB)');
  await mkdir(cacheDirectory(), { recursive: true });
  const folder = await mkdtemp(path.join(cacheDirectory(), '.test-server-'));
  try {
    await writeFile(path.join(folder, 'pom.xml'), pom());
    await runTool({
      command: 'mvn',
      args: [
        ...['-B', '-q', '-ntp', '-f', path.join(folder, 'pom.xml'), `${DEPENDENCY_PLUGIN}:copy-dependencies`],
        ...['-DincludeScope=runtime', `-DoutputDirectory=${path.join(folder, 'lib')}`],
      ],
      timeoutMs: MAVEN_TIMEOUT_MS,
    });
    await writeFile(path.join(folder, 'temporal-test-server'), wrapper());
    await chmod(path.join(folder, 'temporal-test-server'), 0o755);
    await rename(folder, mavenServer());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return path.join(mavenServer(), 'temporal-test-server');
}

function pom(): string {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>minutehand</groupId>
  <artifactId>temporal-test-server-files</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${TEST_SERVER_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-nop</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`;
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
