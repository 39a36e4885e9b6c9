import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findGaps } from '../../../adapters/lakehouse/find-gaps.ts';
import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { startOfDate } from '../../../core/pipeline/data-interval.ts';

describe('gaps of the lake', () => {
  let folder: string;
  let lake: Lakehouse;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'minutehand-gaps-'));
    lake = new Lakehouse({ kind: 'folder', folder }, { memoryLimit: '512MB', threads: 1 });
  });
  afterEach(async () => {
    await lake.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Minutes of a day by status, from its first one on. */
  async function addDay(date: string, symbol: string, statuses: readonly string[]): Promise<void> {
    await (
      await lake.table('silver/bars_1m')
    ).append({
      symbol: statuses.map(() => symbol),
      date: statuses.map(() => date),
      open_time: statuses.map((_, i) => startOfDate(date) + i * 60_000),
      status: statuses,
    });
  }

  it('are nothing to speak of without a day of bars', async () => {
    assert.equal(await findGaps(lake), undefined);
    await lake.table('silver/bars_1m');
    assert.equal(await findGaps(lake), undefined);
  });

  it('join minutes in a row, over midnight too, and never those of two symbols', async () => {
    await addDay('2024-01-02', 'BTCUSDT', ['missing', 'missing', 'traded', 'missing', 'quiet']);
    const beforeMidnight = Array.from({ length: 1440 }, (_, i) => (i === 1439 ? 'missing' : 'traded'));
    await addDay('2024-01-01', 'BTCUSDT', beforeMidnight);
    await addDay('2024-01-02', 'ETHUSDT', ['traded', 'traded', 'traded', 'traded', 'missing']);
    const midnight = startOfDate('2024-01-02');
    const gaps = await findGaps(lake);
    assert.deepEqual(gaps?.missingMinutes, [
      { symbol: 'BTCUSDT', first: midnight - 60_000, last: midnight + 60_000, minutes: 3 },
      { symbol: 'BTCUSDT', first: midnight + 180_000, last: midnight + 180_000, minutes: 1 },
      { symbol: 'ETHUSDT', first: midnight + 240_000, last: midnight + 240_000, minutes: 1 },
    ]);
    assert.deepEqual(gaps?.minutes, { traded: 1439 + 1 + 4, quiet: 1, missing: 5 });
  });

  it('tell the days that a table lacks in the range that was asked for', async () => {
    await addDay('2024-01-02', 'BTCUSDT', ['traded']);
    await addDay('2024-01-05', 'BTCUSDT', ['traded']);
    const table = 'silver/bars_1m';
    assert.deepEqual((await findGaps(lake))?.missingDays, [
      { table, first: '2024-01-03', last: '2024-01-04', days: 2 },
    ]);
    const wider = await findGaps(lake, { first: '2023-12-31', last: '2024-01-03' });
    assert.deepEqual(wider?.missingDays, [
      { table, first: '2023-12-31', last: '2024-01-01', days: 2 },
      { table, first: '2024-01-03', last: '2024-01-03', days: 1 },
    ]);
    assert.equal(wider?.minutes.traded, 1);
  });
});
