/**
 * Gets the two Temporal servers and the Spark that the tests need into the cache; `npm test` runs it first. What can't be had is said
 * and does not fail here: the tests that need it skip themselves, or fail with CI=true.
 */
import path from 'node:path';
import { prepareSparkEnvironment } from '../../adapters/glue/spark-environment.ts';
import { findDevServer } from '../../adapters/temporal-server/find-dev-server.ts';
import { obtainTimeSkippingServer } from '../../adapters/temporal-server/time-skipping-server.ts';

const tell = (line: string) => console.log(`set-up: ${line}`);

async function prepare(what: string, obtain: () => Promise<unknown>): Promise<void> {
  try {
    await obtain();
  } catch (error) {
    tell(`${what} is missing. ${error instanceof Error ? error.message : String(error)}`);
  }
}

await prepare('the Temporal dev server', () => findDevServer(tell));
await prepare('the time-skipping Temporal server', () => obtainTimeSkippingServer(tell));
await prepare('Spark', () =>
  prepareSparkEnvironment({
    requirements: path.resolve(import.meta.dirname, '../glue/requirements.txt'),
    onProgress: tell,
  }),
);
