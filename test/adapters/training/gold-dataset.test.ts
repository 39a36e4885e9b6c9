import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildGold } from '../../../adapters/lakehouse/stages/gold.ts';
import { buildSilver } from '../../../adapters/lakehouse/stages/silver.ts';
import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { buildDataset } from '../../../adapters/training/dataset.ts';
import type { Dataset } from '../../../adapters/training/dataset.ts';
import { datasetFromGold } from '../../../adapters/training/gold-dataset.ts';
import { DAY_MS, MINUTE_MS } from '../../../core/market/bar.ts';
import { dateOf, datesOf } from '../../../core/pipeline/data-interval.ts';
import { createSimulatedMarket, SIMULATED_HISTORY_FROM } from '../../../core/simulation/simulated-market.ts';

const FROM = SIMULATED_HISTORY_FROM;
const DAYS = 5;
const TO = FROM + DAYS * DAY_MS;
const GOLD = { symbol: 'BTCUSDT', from: dateOf(FROM), to: dateOf(TO) };

describe('a dataset from gold', function () {
  this.timeout(120_000);
  const market = createSimulatedMarket({ seed: 1 });
  const bars = market.bars(FROM, TO);
  const funding = market.funding(FROM, TO);
  let folder = '';
  let lake: Lakehouse;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'minutehand-gold-'));
    lake = new Lakehouse({ kind: 'folder', folder });
    await fill(FROM + 1_700 * MINUTE_MS);
  });
  after(async () => {
    await lake?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** Bronze, silver and gold of the market, but for the minute `missing`. */
  async function fill(missing: number | undefined, symbol = 'BTCUSDT'): Promise<void> {
    const rates = await lake.table('bronze/funding');
    await rates.append(
      {
        symbol: funding.map(() => symbol),
        source: funding.map(() => 'rest'),
        origin: funding.map(() => 'GET /fapi/v1/fundingRate'),
        event_time: funding.map(({ fundingTime }) => fundingTime),
        receive_time: funding.map(({ fundingTime }) => fundingTime),
        payload: funding.map(({ fundingTime, rate, markPrice }) =>
          JSON.stringify({ symbol, fundingTime, fundingRate: rate, markPrice }),
        ),
        date: funding.map(({ fundingTime }) => dateOf(fundingTime)),
      },
      { transaction: { appId: `test/funding/${symbol}`, version: 0 } },
    );
    const dates = datesOf({ from: FROM, to: TO });
    const askKlines = async (_symbol: string, from: number, to: number) =>
      market.bars(from, to).filter(({ openTime }) => openTime !== missing);
    await buildSilver(lake, { symbol, dates, askKlines });
    await buildGold(lake, { symbol, dates });
  }

  const numbers = (dataset: Dataset, name: string, size: 4 | 8): number[] => {
    const bytes = Buffer.from(dataset.files.get(name)!);
    return Array.from({ length: bytes.length / size }, (_, i) =>
      size === 4 ? bytes.readFloatLE(i * 4) : bytes.readDoubleLE(i * 8),
    );
  };

  it('is the newest stretch without a hole: a missing minute and what has no label before it are left out', async () => {
    const { description } = await datasetFromGold(lake, GOLD);
    assert.equal(description.interval.from, FROM + 1_701 * MINUTE_MS);
    assert.equal(description.interval.to, TO - 3 * MINUTE_MS);
    assert.equal(description.rows * MINUTE_MS, description.interval.to - description.interval.from);
  });

  it('equals what is computed from the same minutes at once', async () => {
    await fill(undefined);
    const gold = await datasetFromGold(lake, GOLD);
    const direct = buildDataset(bars, funding);
    assert.deepEqual(gold.description, direct.description);
    assert.deepEqual(numbers(gold, 'open-times.f64', 8), numbers(direct, 'open-times.f64', 8));
    assert.deepEqual(gold.files.get('labels.i8'), direct.files.get('labels.i8'));
    assert.deepEqual(gold.files.get('moves.f32'), direct.files.get('moves.f32'));
    const [one, other] = [numbers(gold, 'features.f32', 4), numbers(direct, 'features.f32', 4)];
    // To Float32's own precision: a difference of 1e-9 may fall on either side of its rounding.
    one.forEach((value, i) => {
      const difference = Math.abs(value - other[i]!);
      assert.ok(difference <= 2e-7 * Math.max(1, Math.abs(value)), `${i}: ${value}, ${other[i]}`);
    });
  });

  it('has the minutes of its symbol alone, whatever others gold holds', async () => {
    const { hash } = await datasetFromGold(lake, GOLD);
    await fill(FROM + 2_000 * MINUTE_MS, 'ETHUSDT');
    assert.equal((await datasetFromGold(lake, GOLD)).hash, hash);
    const other = await datasetFromGold(lake, { ...GOLD, symbol: 'ETHUSDT' });
    assert.equal(other.description.interval.from, FROM + 2_001 * MINUTE_MS);
  });

  it('is refused with a sentence where gold has no such day, or there is no gold', async () => {
    await assert.rejects(
      datasetFromGold(lake, { ...GOLD, from: '2030-01-01', to: '2030-01-03' }),
      /gold has no minute of BTCUSDT from 2030-01-01 to 2030-01-03/,
    );
    const empty = new Lakehouse({ kind: 'folder', folder: path.join(folder, 'empty') });
    await assert.rejects(datasetFromGold(empty, GOLD), /the lake has no gold yet: run the ETL first/);
    await empty.close();
  });
});
