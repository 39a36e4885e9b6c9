import path from 'node:path';
import { runTool } from '../temporal-server/run-tool.ts';
import { environmentWithoutSecrets } from '../training/child-process.ts';
import { jobArguments } from './job-arguments.ts';
import { GlueRefused, GlueRunFailed } from './job-failures.ts';
import type { GlueJobOptions, GlueJobRequest, GlueJobResult, GlueJobRunner } from './port.ts';
import { prepareSparkEnvironment, sparkVariables } from './spark-environment.ts';
import type { SparkEnvironment } from './spark-environment.ts';

export interface LocalGlueSettings {
  /** Folder of the job's scripts: infra/glue. */
  readonly scripts: string;
  /** Wall time, after which a run is ended. */
  readonly timeoutMs: number;
  /** Spark to run it with; by default the one of the cache, got there first when need be. */
  readonly spark?: SparkEnvironment;
}

/** Runs the job's script as a process of this machine, in the Spark of the cache. */
export class LocalGlueJobRunner implements GlueJobRunner {
  readonly #settings: LocalGlueSettings;

  constructor(settings: LocalGlueSettings) {
    this.#settings = settings;
  }

  /** The process ends with us, so that there is never a run of an attempt before to be found. */
  async run(request: GlueJobRequest, { onProgress, ...given }: GlueJobOptions = {}): Promise<GlueJobResult> {
    const parameters = jobArguments(request);
    // A process of ours can't be left: it would be nobody's.
    const signal = AbortSignal.any([given.signal, given.leave].filter((one) => one !== undefined));
    const { scripts, timeoutMs } = this.#settings;
    const runId = `local:${request.key}`;
    const tell = (line: string): void => onProgress?.({ runId, state: 'RUNNING', line });
    const spark = this.#settings.spark ?? (await this.#prepareSpark(tell, signal));
    let reason: string | undefined;
    try {
      await runTool({
        command: spark.python,
        args: [path.join(scripts, 'local_job.py'), '--JOB_NAME', 'local', ...Object.entries(parameters).flat()],
        env: { ...environmentWithoutSecrets(process.env), ...sparkVariables(spark) },
        timeoutMs,
        signal,
        onLine(line) {
          if (line.startsWith('progress ')) tell(line.slice('progress '.length));
          if (line.startsWith('failure ')) reason = line.slice('failure '.length);
        },
      });
      return { runId };
    } catch (error) {
      signal?.throwIfAborted();
      throw new GlueRunFailed(runId, 'FAILED', reason ?? (error as Error).message);
    }
  }

  #prepareSpark(onProgress: (line: string) => void, signal: AbortSignal | undefined): Promise<SparkEnvironment> {
    const requirements = path.join(this.#settings.scripts, 'requirements.txt');
    return prepareSparkEnvironment({ requirements, onProgress, signal }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw new GlueRefused(`Spark can't be had for the Glue job: ${(error as Error).message}`);
    });
  }
}
