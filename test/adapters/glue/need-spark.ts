import path from 'node:path';
import type { Context } from 'mocha';
import { prepareSparkEnvironment } from '../../../adapters/glue/spark-environment.ts';
import type { SparkEnvironment } from '../../../adapters/glue/spark-environment.ts';
import { lacking } from '../../house/toolchain.ts';

export const GLUE_SCRIPTS = path.resolve(import.meta.dirname, '../../../infra/glue');

/** Skips with a sentence where Spark can't be had; with CI=true that fails. The first time takes some minutes. */
export async function needSpark(context: Context): Promise<SparkEnvironment> {
  context.timeout(15 * 60_000);
  return prepareSparkEnvironment({ requirements: path.join(GLUE_SCRIPTS, 'requirements.txt') }).catch(
    (error: unknown) => lacking(context, `Spark can't be had: ${(error as Error).message}`),
  );
}
