/**
 * Times our columns in a process of its own, pinned by its parent; one line of JSON at the end.
 *   node --import tsx bench/features/ours.ts <folder of input columns> <minutes> <rows to check> <repetitions>
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { featureBatches } from '../../core/features/batches.ts';
import { MODEL_FEATURES } from '../../core/features/model-features.ts';
import { FEATURES } from '../../core/features/registry.ts';
import { COLUMN_GROUPS } from './column-groups.ts';
import { recordedMinutes, repeated } from './minutes.ts';

const [folder, ...numbers] = process.argv.slice(2) as [string, ...string[]];
const [minutes, checkedRows, repetitions] = numbers.map(Number) as [number, number, number];
/** As much as the just-in-time compiler needs: later rounds are no faster. */
const WARM_UP_ROUNDS = 2;

const history = repeated(recordedMinutes(), minutes);
for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) {
  writeFileSync(path.join(folder, `${name}.f64`), bytes(history[name]));
}
const whole = [0, 1, 2].map(() => new Float64Array(minutes));

/** CPU seconds of this process to compute the columns and to lay each down whole, as the peers give them. */
function timeColumns(names: readonly string[]): number {
  const start = cpuSeconds();
  for (const batch of featureBatches(history, names)) {
    batch.columns.forEach((column, place) => whole[place]!.set(column, batch.firstRow));
  }
  return cpuSeconds() - start;
}

/** CPU seconds to stream all batches, whose columns are read by nobody: so many whole columns would take gigabytes. */
function timeStream(names: readonly string[]): number {
  const start = cpuSeconds();
  let rows = 0;
  for (const batch of featureBatches(history, names)) rows += batch.rows;
  if (rows !== minutes) throw new Error(`${rows} rows instead of ${minutes}`);
  return cpuSeconds() - start;
}

const times: Record<string, number[]> = {};
for (const [group, names] of Object.entries(COLUMN_GROUPS)) {
  for (let round = 0; round < WARM_UP_ROUNDS; round++) timeColumns(names);
  times[group] = Array.from({ length: repetitions }, () => timeColumns(names));
  names.forEach((name, place) =>
    writeFileSync(path.join(folder, `ours-${name}.f64`), bytes(whole[place]!.subarray(0, checkedRows))),
  );
}
const klines = FEATURES.filter(({ history: from }) => from !== 'book').map(({ name }) => name);
for (const [name, names] of [
  [`stream of the ${MODEL_FEATURES.length} model features`, MODEL_FEATURES],
  [`stream of all ${klines.length} features of klines and funding`, klines],
] as const) {
  timeStream(names);
  times[name] = Array.from({ length: repetitions }, () => timeStream(names));
}
console.log(JSON.stringify(times));

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function bytes(column: Float64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}
