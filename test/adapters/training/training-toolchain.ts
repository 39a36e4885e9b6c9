import type { Context } from 'mocha';
import { cacheDirectory } from '../../../adapters/temporal-server/cache-directory.ts';
import { preparePythonEnvironment } from '../../../adapters/training/python-environment.ts';
import { findPython } from '../../../adapters/training/python-interpreter.ts';
import { findTrainingSources } from '../../../adapters/training/training-sources.ts';
import { lacking } from '../../house/toolchain.ts';

/** Skips with a sentence when the machine has no fitting Python; fails where the tests are the proof (CI=true). */
export async function needPython(context: Context): Promise<void> {
  await orSkip(context, () => findPython());
}

/** The environment that training runs in: made on a first run, which takes a minute and the network. */
export async function needTrainingPython(context: Context): Promise<string> {
  context.timeout(600_000);
  return await orSkip(context, async () => {
    const { requirements } = await findTrainingSources();
    return (await preparePythonEnvironment({ requirements, cacheDir: cacheDirectory() })).python;
  });
}

async function orSkip<T>(context: Context, obtain: () => Promise<T>): Promise<T> {
  try {
    return await obtain();
  } catch (error) {
    return lacking(context, `the training toolchain can't be had: ${(error as Error).message}`);
  }
}
