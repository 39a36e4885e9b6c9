import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hasTool, runTool, ToolFailed } from '../temporal-server/run-tool.ts';

export interface MavenArtifact {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
}

const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';
const MAVEN_TIMEOUT_MS = 5 * 60_000;

/**
 * Copies these artifacts' jars into `folder`, and with `transitive` those that they need.
 * @throws ToolFailed when Java or Maven is missing, or an artifact can't be had.
 */
export async function copyMavenJars(
  artifacts: readonly MavenArtifact[],
  folder: string,
  { transitive }: { readonly transitive: boolean },
): Promise<void> {
  for (const [tool, ask] of [
    ['java', '-version'],
    ['mvn', '--version'],
  ] as const) {
    if (!(await hasTool(tool, [ask]))) throw new ToolFailed(`${tool} is not installed`);
  }
  const project = await mkdtemp(path.join(tmpdir(), 'minutehand-maven-'));
  try {
    const pom = path.join(project, 'pom.xml');
    await writeFile(pom, pomOf(artifacts));
    await runTool({
      command: 'mvn',
      args: [
        ...['-B', '-q', '-ntp', '-f', pom, `${DEPENDENCY_PLUGIN}:copy-dependencies`, '-DincludeScope=runtime'],
        ...[`-DoutputDirectory=${folder}`, `-DexcludeTransitive=${!transitive}`],
      ],
      timeoutMs: MAVEN_TIMEOUT_MS,
    });
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

function pomOf(artifacts: readonly MavenArtifact[]): string {
  const dependencies = artifacts.map(
    ({ group, artifact, version }) => `    <dependency>
      <groupId>${group}</groupId>
      <artifactId>${artifact}</artifactId>
      <version>${version}</version>
    </dependency>
`,
  );
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>minutehand</groupId>
  <artifactId>jars</artifactId>
  <version>1</version>
  <dependencies>
${dependencies.join('')}  </dependencies>
</project>
`;
}
