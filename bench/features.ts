/**
 * All features over 3.6 million minutes, beside TA-Lib, polars and pandas-ta computing the columns that they have: the same
 * input, one core each, CPU seconds, median of five. Ends with an error when our values are not TA-Lib's.
 *   npm run bench:features [-- minutes, default 3600000]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { preparePythonEnvironment } from '../adapters/training/python-environment.ts';
import { cacheDirectory } from '../adapters/temporal-server/cache-directory.ts';
import { COLUMN_GROUPS } from './features/column-groups.ts';
import { comparison, median, type Times } from './features/comparison.ts';

const REPETITIONS = 5;
/** The recorded minutes once: what comes after are the same again. */
const CHECKED_ROWS = 786_240;
const CORE = '1';
const LONGEST_RUN_MS = 15 * 60_000;

const minutes = Number(process.argv[2] ?? 3_600_000);
if (!Number.isInteger(minutes) || minutes < 10_000) {
  throw new Error(`the number of minutes must be a whole number from 10000 on, not "${process.argv[2]}"`);
}

const place = path.join(import.meta.dirname, 'features');
const folder = mkdtempSync(path.join(tmpdir(), 'minutehand-features-'));
try {
  const general = await environment('requirements-ta-lib-polars.txt');
  const pandas = await environment('requirements-pandas-ta.txt');
  const load = loadavg().map((average) => average.toFixed(1));

  const ours = run(process.execPath, [
    ...['--import', 'tsx', path.join(place, 'ours.ts'), folder],
    ...[minutes, Math.min(CHECKED_ROWS, minutes), REPETITIONS].map(String),
  ]);
  const peers = {
    'TA-Lib': run(general, [path.join(place, 'ta_lib_peer.py'), folder, String(REPETITIONS)]),
    polars: run(general, [path.join(place, 'polars_peer.py'), folder, String(REPETITIONS)]),
    'pandas-ta': run(pandas, [path.join(place, 'pandas_ta_peer.py'), folder, String(REPETITIONS)]),
  };

  say(
    `Features of ${minutes} minutes (recorded ones, repeated), CPU milliseconds on one core, median of ${REPETITIONS}`,
  );
  say("Each of the compared columns equals TA-Lib's to 1e-9 after 1,500 minutes. Ratios: our time by the peer's.");
  say(
    'Values near 0 count as 0.001, those of the slow stochastic and CCI as 1, of the slope as 10: there TA-Lib is off',
  );
  say('by more, and so are we for CCI (docs/reference/feature-speed.md has both errors in exact arithmetic).\n');
  say(comparison(Object.keys(COLUMN_GROUPS), ours, peers));
  say('');
  for (const [name, times] of Object.entries(ours)) {
    if (!(name in COLUMN_GROUPS)) say(`${name}: ${median(times).toFixed(2)} s`);
  }
  say(`Machine: ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}`);
  say(`Load at the start (1, 5, 15 minutes): ${load.join(' ')}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function environment(requirements: string): Promise<string> {
  const { python } = await preparePythonEnvironment({
    requirements: path.join(place, requirements),
    cacheDir: cacheDirectory(),
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  return python;
}

/** The last line that the program prints, on one core. */
function run(program: string, args: readonly string[]): Times {
  const text = execFileSync('taskset', ['-c', CORE, program, ...args], {
    env: { ...process.env, POLARS_MAX_THREADS: '1', NUMBA_NUM_THREADS: '1', OMP_NUM_THREADS: '1' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: LONGEST_RUN_MS,
  });
  return JSON.parse(text.trim().split('\n').at(-1)!) as Times;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
