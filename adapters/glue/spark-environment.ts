import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { cacheDirectory } from '../temporal-server/cache-directory.ts';
import { hasTool, ToolFailed } from '../temporal-server/run-tool.ts';
import { copyMavenJars } from '../tool-cache/maven-jars.ts';
import type { MavenArtifact } from '../tool-cache/maven-jars.ts';
import { preparePythonEnvironment } from '../training/python-environment.ts';

/** Spark and Delta in the versions of Glue 5.0, on this machine. */
export interface SparkEnvironment {
  /** Interpreter that has pyspark, delta, numpy, pandas and pyarrow. */
  readonly python: string;
  /** Jars of Delta for the session. */
  readonly jars: readonly string[];
}

const DELTA_VERSION = '3.3.0';
const DELTA_JARS: readonly MavenArtifact[] = [
  { group: 'io.delta', artifact: 'delta-spark_2.12', version: DELTA_VERSION },
  { group: 'io.delta', artifact: 'delta-storage', version: DELTA_VERSION },
  { group: 'org.antlr', artifact: 'antlr4-runtime', version: '4.9.3' },
];
const JAR_NAMES = DELTA_JARS.map(({ artifact, version }) => `${artifact}-${version}.jar`);

const jarFolder = (): string => path.join(cacheDirectory(), `delta-jars-${DELTA_VERSION}`);

/**
 * Spark from the cache, or got into it by pip and Maven (once; about three minutes and 0.7 GB). It needs Java 17, and Maven for
 * the first time.
 * @param requirements infra/glue/requirements.txt.
 * @throws Error that names what is missing; the signal's reason when aborted.
 */
export async function prepareSparkEnvironment({
  requirements,
  onProgress,
  signal,
}: {
  readonly requirements: string;
  /** Lines for a person. */
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}): Promise<SparkEnvironment> {
  if (!(await hasTool('java', ['-version']))) throw new ToolFailed('Spark runs on Java, and java is not installed');
  await obtainJars(onProgress);
  const { python } = await preparePythonEnvironment({
    requirements,
    cacheDir: cacheDirectory(),
    signal,
    ...(onProgress && { onProgress }),
  });
  return { python, jars: JAR_NAMES.map((name) => path.join(jarFolder(), name)) };
}

/** What a script of infra/glue finds in its environment to use this Spark. */
export function sparkVariables({ python, jars }: SparkEnvironment): Readonly<Record<string, string>> {
  return { MINUTEHAND_SPARK_JARS: jars.join(), PYSPARK_PYTHON: python, PYSPARK_DRIVER_PYTHON: python };
}

/** The folder appears whole or not at all. */
async function obtainJars(onProgress?: (line: string) => void): Promise<void> {
  if (JAR_NAMES.every((name) => existsSync(path.join(jarFolder(), name)))) return;
  onProgress?.(`getting Delta ${DELTA_VERSION} for Spark from Maven (once, 7 MB)`);
  await mkdir(cacheDirectory(), { recursive: true });
  const folder = await mkdtemp(path.join(cacheDirectory(), '.delta-jars-'));
  try {
    await copyMavenJars(DELTA_JARS, folder, { transitive: false });
    await rm(jarFolder(), { recursive: true, force: true });
    await rename(folder, jarFolder()).catch((error: unknown) => {
      // Another process has finished the same meanwhile.
      if (!JAR_NAMES.every((name) => existsSync(path.join(jarFolder(), name)))) throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
