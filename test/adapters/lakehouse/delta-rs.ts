import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheDirectory } from '../../../adapters/temporal-server/cache-directory.ts';
import { preparePythonEnvironment } from '../../../adapters/training/python-environment.ts';
import { lacking } from '../../house/toolchain.ts';

const SCRIPT = path.join(import.meta.dirname, 'delta_rs.py');
const REQUIREMENTS = path.join(import.meta.dirname, 'requirements.txt');
const run = promisify(execFile);

/** delta-rs in Python, as the commands of delta_rs.py; the answer is what it prints, parsed. */
export type DeltaRs = (command: string, args: readonly string[], env?: NodeJS.ProcessEnv) => Promise<unknown>;

/** Skips with a sentence when delta-rs can't be had; with CI=true that fails. The first time takes half a minute. */
export async function needDeltaRs(context: Mocha.Context): Promise<DeltaRs> {
  context.timeout(10 * 60_000);
  const python = await preparePythonEnvironment({
    requirements: REQUIREMENTS,
    cacheDir: cacheDirectory(),
    onProgress: (line) => console.log(`      ${line}`),
  }).then(
    (environment) => environment.python,
    (error: unknown) => lacking(context, `delta-rs can't be had: ${(error as Error).message}`),
  );
  return async (command, args, env = {}) => {
    const { stdout } = await run(python ?? '', [SCRIPT, command, ...args], { env: { ...process.env, ...env } });
    return stdout === '' ? undefined : (JSON.parse(stdout) as unknown);
  };
}
