/**
 * Makes the model that ships with the project: trains on the simulated market's month with the real script and puts the
 * bundle into adapters/model/bundled/simulated. Usage: npm run train:bundled [-- --seed 1]
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadBundle } from '../../adapters/model/bundle.ts';
import { cacheDirectory } from '../../adapters/temporal-server/cache-directory.ts';
import { buildDataset } from '../../adapters/training/dataset.ts';
import { trainModel } from '../../adapters/training/train-model.ts';
import {
  createSimulatedMarket,
  SIMULATED_HISTORY_FROM,
  SIMULATED_START,
} from '../../core/simulation/simulated-market.ts';

const TARGET = path.resolve(import.meta.dirname, '../../adapters/model/bundled/simulated');

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } });
const seed = Number(values.seed);
if (!Number.isSafeInteger(seed)) throw new RangeError(`--seed ${values.seed} is not a whole number`);

const market = createSimulatedMarket({ seed });
const outputDir = await mkdtemp(path.join(tmpdir(), 'minutehand-bundled-'));
try {
  const { bundleDir } = await trainModel({
    dataset: buildDataset(
      market.bars(SIMULATED_HISTORY_FROM, SIMULATED_START),
      market.funding(SIMULATED_HISTORY_FROM, SIMULATED_START),
    ),
    market: { kind: 'simulated', symbol: market.symbol },
    seed,
    outputDir,
    cacheDir: cacheDirectory(),
    command: `npm run train:bundled -- --seed ${seed}`,
    onProgress: ({ text }) => console.log(text),
  });
  await rm(TARGET, { recursive: true, force: true });
  await cp(bundleDir, TARGET, { recursive: true });
} finally {
  await rm(outputDir, { recursive: true, force: true });
}
const { manifest } = await loadBundle(TARGET);
console.log(`${path.relative(process.cwd(), TARGET)}: ${manifest.id}`);
console.log(JSON.stringify({ prior: manifest.prior, metrics: manifest.metrics }, undefined, 2));
