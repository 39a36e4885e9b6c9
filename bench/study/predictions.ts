import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { predictMinutes } from '../../adapters/model/batch-predictions.ts';
import type { ModelBundle } from '../../adapters/model/bundle.ts';
import { cacheDirectory } from '../../adapters/temporal-server/cache-directory.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import type { PredictionSource } from '../../core/rules/signal-rule.ts';
import { signalOf } from '../../core/rules/signal-rule.ts';
import { sliceInputs } from '../../core/features/slice.ts';
import type { Period } from './periods.ts';
import type { Recording } from './recording.ts';

/** Sell, hold, buy, expected move, ATR; NaN where the model says nothing. */
const KEPT = 5;
/** Minutes before the period that its first prediction is computed from. */
const HISTORY = 10_000;

/** The network's predictions of a period, computed once for a bundle and kept: minutes of work for half a year. */
export async function networkPredictions(
  bundle: ModelBundle,
  { inputs }: Recording,
  { name, from, to }: Period,
): Promise<PredictionSource> {
  const file = path.join(cacheDirectory(), 'study', `${path.basename(bundle.directory)}-${name}.f64`);
  const minutes = (to - from) / MINUTE_MS;
  if (!existsSync(file)) {
    const first = (from - inputs.openTime[0]!) / MINUTE_MS;
    const part = sliceInputs(inputs, first - HISTORY, first + minutes);
    const predictions = await predictMinutes(bundle, part, { from, to });
    const kept = new Float64Array(minutes * KEPT).fill(NaN);
    for (let minute = 0; minute < minutes; minute++) {
      const said = predictions.at(from + minute * MINUTE_MS);
      if (said) kept.set([...said.probabilities, said.expectedMoveBps, said.atr14], minute * KEPT);
    }
    await writeFile(`${file}.making`, new Uint8Array(kept.buffer));
    await rename(`${file}.making`, file);
  }
  const bytes = await readFile(file);
  const kept = new Float64Array(bytes.buffer, bytes.byteOffset, minutes * KEPT);
  return (openTime) => {
    const minute = (openTime - from) / MINUTE_MS;
    const [sell, hold, buy, expectedMoveBps, atr14] = kept.subarray(minute * KEPT, (minute + 1) * KEPT);
    if (!(minute >= 0) || sell === undefined || Number.isNaN(sell)) return undefined;
    const probabilities = [sell, hold!, buy!] as const;
    const modelId = bundle.manifest.id;
    return {
      ...signalOf(probabilities),
      probabilities,
      expectedMoveBps: expectedMoveBps!,
      modelId,
      atr14: atr14!,
      latencyMs: 0,
    };
  };
}
