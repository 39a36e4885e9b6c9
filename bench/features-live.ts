// Time to compute the model's window from the last 1,500 bars, as the live path does each minute, and to compute a batch.
//   node --import tsx bench/features-live.ts [calls] [batch rows]
import { featureBatches } from '../core/features/batches.ts';
import { featureMatrix, LIVE_BARS } from '../core/features/compute.ts';
import type { FeatureInputs } from '../core/features/inputs.ts';
import { MODEL_FEATURES } from '../core/features/model-features.ts';
import { sliceInputs } from '../core/features/slice.ts';
import { createFeatureWorkspace } from '../core/features/workspace.ts';

const MODEL_ROWS = 60;
const WARM_UP_CALLS = 300;

const calls = Number(process.argv[2] ?? 3_000);
const batchRows = Number(process.argv[3] ?? 3_600_000);

/** Minutes of a random walk: the time doesn't depend on the values. */
function randomWalk(length: number): FeatureInputs {
  let price = 30_000;
  let state = 1;
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const column = (): Float64Array => new Float64Array(length);
  const [open, high, low, close, volume] = [column(), column(), column(), column(), column()];
  for (let i = 0; i < length; i++) {
    open[i] = price;
    price *= 1 + (random() - 0.5) / 1_000;
    close[i] = price;
    high[i] = Math.max(open[i]!, price) * (1 + random() / 5_000);
    low[i] = Math.min(open[i]!, price) * (1 - random() / 5_000);
    volume[i] = 1 + 100 * random();
  }
  return {
    length,
    openTime: column().map((_, i) => Date.UTC(2022, 0, 1) + i * 60_000),
    open,
    high,
    low,
    close,
    volume,
    quoteVolume: volume.map((base, i) => base * close[i]!),
    trades: volume.map((base) => Math.round(base * 30)),
    takerBuyVolume: volume.map((base) => base * random()),
    takerBuyQuoteVolume: volume.map((base, i) => base * random() * close[i]!),
    fundingRate: column().fill(0.0001),
  };
}

function percentile(sorted: Float64Array, share: number): string {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!.toFixed(3);
}

function measureLive(): void {
  const history = randomWalk(LIVE_BARS + WARM_UP_CALLS + calls);
  const workspace = createFeatureWorkspace();
  const times = new Float64Array(calls);
  for (let call = 0; call < WARM_UP_CALLS + calls; call++) {
    const window = sliceInputs(history, call, call + LIVE_BARS);
    const start = performance.now();
    featureMatrix(window, MODEL_FEATURES, MODEL_ROWS, workspace);
    if (call >= WARM_UP_CALLS) times[call - WARM_UP_CALLS] = performance.now() - start;
  }
  times.sort();
  const shares = [0.5, 0.95, 0.99].map((share) => `p${share * 100} ${percentile(times, share)} ms`).join('  ');
  console.log(`live: ${MODEL_FEATURES.length} features of ${LIVE_BARS} bars, ${calls} calls: ${shares}`);
}

function measureBatch(): void {
  const history = randomWalk(batchRows);
  const start = performance.now();
  let rows = 0;
  for (const batch of featureBatches(history, MODEL_FEATURES)) rows += batch.rows;
  const seconds = ((performance.now() - start) / 1_000).toFixed(2);
  console.log(`batch: ${MODEL_FEATURES.length} features of ${rows} bars: ${seconds} s`);
}

measureLive();
measureBatch();
