/**
 * Features and inference of one live minute: p50, p95, p99 in milliseconds, apart and together, on the model that ships
 * with the project. Usage: npm run bench:inference [-- minutes, default 2000]
 */
import { loadBundle } from '../adapters/model/bundle.ts';
import { bundledModelDirectory } from '../adapters/model/bundled-model.ts';
import { createOnnxModel } from '../adapters/model/onnx-model.ts';
import { WINDOW_VALUES } from '../adapters/model/onnx-network.ts';
import { featureMatrix, LIVE_BARS } from '../core/features/compute.ts';
import { toFeatureInputs } from '../core/features/inputs.ts';
import { createFeatureWorkspace } from '../core/features/workspace.ts';
import { DAY_MS, MINUTE_MS } from '../core/market/bar.ts';
import { createSimulatedMarket, SIMULATED_START } from '../core/simulation/simulated-market.ts';

const minutes = Number(process.argv[2] ?? 2_000);
const WARM_UP = 200;
const directory = bundledModelDirectory('simulated');
if (!directory) throw new Error('the shipped model is missing: npm run train:bundled makes it');

const bundle = await loadBundle(directory);
const model = await createOnnxModel(bundle);
const market = createSimulatedMarket({ seed: 1 });
const rows = LIVE_BARS + WARM_UP + minutes;
const end = SIMULATED_START + rows * MINUTE_MS;
const bars = market.bars(SIMULATED_START, end);
const funding = market.funding(SIMULATED_START - DAY_MS, end).map(({ fundingTime, rate }) => ({
  fundingTime,
  rate: Number(rate),
}));
const workspace = createFeatureWorkspace();
const window = new Float32Array(WINDOW_VALUES);
const took = { features: [] as number[], inference: [] as number[], together: [] as number[] };

for (let minute = 0; minute < WARM_UP + minutes; minute++) {
  const inputs = toFeatureInputs(bars.slice(minute, minute + LIVE_BARS), funding);
  const t0 = performance.now();
  featureMatrix(inputs, bundle.manifest.features, 60, workspace);
  const t1 = performance.now();
  await bundle.network.run(window);
  const t2 = performance.now();
  await model.predict(inputs);
  const t3 = performance.now();
  if (minute < WARM_UP) continue;
  took.features.push(t1 - t0);
  took.inference.push(t2 - t1);
  took.together.push(t3 - t2);
}

console.log(`${minutes} minutes, features of ${LIVE_BARS} bars, one thread; milliseconds`);
for (const [what, times] of Object.entries(took)) {
  times.sort((a, b) => a - b);
  const at = (share: number): string => times[Math.floor(share * (times.length - 1))]!.toFixed(2);
  console.log(`${what.padEnd(10)} p50 ${at(0.5)}  p95 ${at(0.95)}  p99 ${at(0.99)}`);
}
