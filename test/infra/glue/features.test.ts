import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { computeFeatures } from '../../../core/features/compute.ts';
import type { FeatureInputs } from '../../../core/features/inputs.ts';
import { FEATURES } from '../../../core/features/registry.ts';
import { sliceInputs } from '../../../core/features/slice.ts';
import { needSpark } from '../../adapters/glue/need-spark.ts';
import { constantMinutes } from '../../core/features/constant-minutes.ts';
import { needRealMinutes, realMinutes } from '../../core/features/real-minutes.ts';

const SCRIPT = path.join(import.meta.dirname, 'compute_features.py');
const run = promisify(execFile);
/** What numpy and V8 may see differently in the last digits: a logarithm. All else is the same to the last bit. */
const WITH_LOGARITHM =
  /^(realised_volatility|volatility_ratio|upside_variance|parkinson|garman_klass|rogers_satchell|trade_size_ratio)/;
const DAY_ANGLES = /_(sin|cos)$/;

describe('features of the Glue job', () => {
  let python: string;
  let folder: string;
  before(async function () {
    ({ python } = await needSpark(this));
    folder = await mkdtemp(path.join(tmpdir(), 'minutehand-glue-features-'));
  });
  after(async () => {
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** Each feature's column as Python computes it, in Python's order. */
  async function byPython(inputs: FeatureInputs): Promise<Map<string, Float64Array>> {
    const { length, book, ...columns } = inputs;
    const unknown = new Float64Array(length).fill(NaN);
    const books = book ?? { spreadBps: unknown, imbalance1: unknown, imbalance5: unknown, imbalance20: unknown };
    const all = [
      ...['openTime', 'open', 'high', 'low', 'close', 'volume', 'quoteVolume', 'trades', 'takerBuyVolume'],
      ...['takerBuyQuoteVolume', 'fundingRate', 'spreadBps', 'imbalance1', 'imbalance5', 'imbalance20'],
    ].map((name) => ({ ...columns, ...books })[name as keyof typeof columns]);
    const [source, target] = [path.join(folder, 'in.f64'), path.join(folder, 'out.f64')];
    await writeFile(source, Buffer.concat(all.map((one) => Buffer.from(one.buffer, one.byteOffset, one.byteLength))));
    const { stdout } = await run(python, [SCRIPT, source, target]);
    const bytes = await readFile(target);
    return new Map(
      stdout
        .trim()
        .split('\n')
        .map((name, i) => [name, new Float64Array(bytes.buffer, bytes.byteOffset + i * length * 8, length)]),
    );
  }

  async function check(inputs: FeatureInputs): Promise<void> {
    const [theirs, ours] = [await byPython(inputs), computeFeatures(inputs)];
    assert.deepEqual(
      [...theirs.keys()],
      FEATURES.map(({ name }) => name),
    );
    for (const [name, expected] of ours) {
      const tolerance = WITH_LOGARITHM.test(name) ? 1e-12 : DAY_ANGLES.test(name) ? 1e-15 : 0;
      const actual = theirs.get(name)!;
      for (let i = 0; i < inputs.length; i++) {
        const [one, other] = [actual[i]!, expected[i]!];
        if (Object.is(one, other) || Math.abs(one - other) <= tolerance * Math.abs(other)) continue;
        assert.fail(`${name} at minute ${i}: ${one} in Python, ${other} in TypeScript`);
      }
    }
  }

  it('are those of the registry, minute by minute: two months with minutes without trades and the fall of May 2022', async function () {
    this.timeout(60_000);
    needRealMinutes(this);
    const minutes = realMinutes('2022-05', '2022-06');
    const part = (scale: number) =>
      minutes.close.map((close, i) => (i < 500 ? NaN : (Math.round(close * scale) % 200) / 100 - 1));
    await check({
      ...minutes,
      book: { spreadBps: part(10), imbalance1: part(3), imbalance5: part(7), imbalance20: part(1) },
    });
  });

  it('are those of the registry wherever the columns begin, and for fewer minutes than a window', async function () {
    this.timeout(60_000);
    needRealMinutes(this);
    const minutes = realMinutes('2022-09');
    for (const [from, to] of [
      [1, 2_000],
      [1_017, 1_017 + 1_500],
      [777, 777 + 100],
      [5, 6],
    ] as const) {
      await check(sliceInputs(minutes, from, to));
    }
  });

  it('are those of the registry in a market at rest', async function () {
    this.timeout(60_000);
    for (const volume of [0, 1.7]) await check(constantMinutes(1_600, 29_014.3, volume));
  });

  it('refuse minutes that are not consecutive, naming the place', async () => {
    const minutes = constantMinutes(3, 1, 1);
    minutes.openTime[2] = minutes.openTime[2]! + 60_000;
    await assert.rejects(byPython(minutes), /minutes are not consecutive: the one after \d+ \(epoch ms\)/);
  });
});
