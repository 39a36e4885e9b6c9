import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createReplayMarket } from '../../../adapters/replay-market/replay-market.ts';
import type { ReplayMarket, ReplayMarketOptions } from '../../../adapters/replay-market/replay-market.ts';
import { lacking } from '../../house/toolchain.ts';

const DATA = path.resolve(import.meta.dirname, '../../../../shared/data');
const FIRST = Date.UTC(2023, 0, 1);
const at = (minute: number): number => FIRST + minute * 60_000;

/** Flat klines, each of `price(minute)`; undefined: missing. */
function klines(minutes: number, price: (minute: number) => string | undefined = () => '100.5'): string {
  return Array.from({ length: minutes }, (_, i) => {
    const text = price(i);
    if (text === undefined) return '';
    return `${at(i)},${text},${text},${text},${text},2,${at(i) + 59_999},200,5,1,100,0\n`;
  }).join('');
}

async function replay(
  files: Record<string, string>,
  options: Partial<ReplayMarketOptions> = {},
): Promise<ReplayMarket> {
  const directory = mkdtempSync(path.join(tmpdir(), 'replay-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(directory, name), text);
  try {
    return await createReplayMarket({ path: directory, ...options });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('a replayed market', () => {
  it('starts after the first 1,500 minutes when no start is given, and ends with the data', async () => {
    const market = await replay({ 'a.csv': klines(1600) });
    assert.deepEqual([market.historyFrom, market.startsAt, market.endsAt], [at(0), at(1500), at(1600)]);
    assert.equal(market.bar(at(1599))?.openTime, at(1599));
    assert.equal(market.bar(at(1600)), undefined);
    assert.equal(market.bars(0, Infinity).length, 1600);
  });

  it('keeps half of a longer recording as history to learn from, but no more than 30 days', async () => {
    assert.equal((await replay({ 'a.csv': klines(4000) })).startsAt, at(2000));
    assert.equal((await replay({ 'a.csv': klines(90_000) })).startsAt, at(43_200));
  });

  it('replays [from, to) with everything before as history', async () => {
    const market = await replay({ 'a.csv': klines(1600) }, { from: at(1550), to: at(1580) });
    assert.deepEqual([market.historyFrom, market.startsAt, market.endsAt], [at(0), at(1550), at(1580)]);
    assert.equal(market.bar(at(1580)), undefined);
    assert.equal(market.bars(at(1500), at(2000)).length, 80);
  });

  it('leaves missing minutes missing, and starts with the next one that is there', async () => {
    const text = klines(1600, (i) => (i >= 1520 && i < 1530 ? undefined : '100.5'));
    const market = await replay({ 'a.csv': text }, { from: at(1525) });
    assert.equal(market.startsAt, at(1530));
    assert.equal(market.bar(at(1525)), undefined);
    assert.deepEqual(market.gaps, [{ from: at(1520), to: at(1530) }]);
  });

  it('refuses a start without enough history, a start after the data, and data that is too short', async () => {
    const files = { 'a.csv': klines(1600) };
    await assert.rejects(
      replay(files, { from: at(1499) }),
      /should start at 2023-01-02 00:59 UTC, but .* begins with 2023-01-01 00:00 UTC: .* at 2023-01-02 01:00 UTC at the earliest/,
    );
    await assert.rejects(
      replay(files, { from: at(1600) }),
      /has no minute from there on: it ends with 2023-01-02 02:39 UTC/,
    );
    await assert.rejects(
      replay({ 'a.csv': klines(1500) }),
      /has 1500 minutes, .* needs 1500 of history and at least one more/,
    );
    await assert.rejects(
      replay(files, { from: at(1550), to: at(1550) }),
      /should end at 2023-01-02 01:50 UTC, which is not after/,
    );
  });

  it('takes the tick of its time: 0.01 where nearly all prices need it, not for a few leftovers', async () => {
    const fine = await replay({ 'a.csv': klines(1600, (i) => `100.5${i % 10}`) });
    assert.deepEqual([fine.spec.filters.tickSize, fine.priceDecimals], ['0.01', 2]);
    const leftover = await replay({ 'a.csv': klines(1700, (i) => (i === 1600 ? '100.57' : '100.5')) });
    assert.deepEqual([leftover.spec.filters.tickSize, leftover.priceDecimals], ['0.10', 2]);
    const old = await replay({ 'a.csv': klines(1600, (i) => (i < 1000 ? `100.5${i % 10}` : '100.5')) });
    assert.deepEqual([old.spec.filters.tickSize, old.priceDecimals], ['0.10', 2]);
    const coarse = await replay({ 'a.csv': klines(1600, () => '100') });
    assert.deepEqual([coarse.spec.filters.tickSize, coarse.priceDecimals], ['0.10', 1]);
  });

  it('says that funding is assumed when none was recorded: 1 bp at 00, 08 and 16 UTC', async () => {
    const market = await replay({ 'a.csv': klines(2000) });
    assert.deepEqual(market.fundingSource, { kind: 'assumed', rate: '0.0001' });
    assert.deepEqual(
      market.funding(0, Infinity).map(({ fundingTime }) => (fundingTime - FIRST) / 3_600_000),
      [0, 8, 16, 24, 32],
    );
    assert.deepEqual(market.funding(at(480), at(481)), [{ fundingTime: at(480), rate: '0.0001', markPrice: '100.5' }]);
  });

  it('uses the recorded funding beside the klines, at its recorded times, none from outside the replay', async () => {
    const funding =
      'symbol,fundingTime,fundingRate\n' +
      [-480, 0, 480, 960, 1440, 1920, 2400].map((minute) => `BTCUSDT,${at(minute) + 7},-0.0002\n`).join('');
    const market = await replay({ 'a.csv': klines(2000, (i) => String(100 + i)), 'funding.csv': funding });
    assert.equal(market.fundingSource.kind, 'file');
    assert.equal(market.funding(0, Infinity).length, 5);
    assert.deepEqual(market.funding(at(1920), at(1921)), [
      { fundingTime: at(1920) + 7, rate: '-0.0002', markPrice: '2020.0' },
    ]);
  });

  it('refuses recorded funding that does not reach over the replay, unless told to assume', async () => {
    const funding = `symbol,fundingTime,fundingRate\nBTCUSDT,${at(0)},0.0002\n`;
    const files = { 'a.csv': klines(2400), 'funding.csv': funding };
    await assert.rejects(
      replay(files),
      /funding\.csv: its settlements reach from .* give a file that covers it, or "assumed"/,
    );
    assert.equal((await replay(files, { funding: 'assumed' })).fundingSource.kind, 'assumed');
  });

  it('gives a book also in a missing minute', async () => {
    const market = await replay({ 'a.csv': klines(1600, (i) => (i === 1550 ? undefined : '100.5')) });
    assert.equal(market.bookAt(at(1550), 100.5).asks.length, 20);
  });

  it('replays the fall of May 2022 with a month of history and the recorded funding', async function () {
    if (!existsSync(DATA)) lacking(this, `there is no recorded data at ${DATA}`);
    const market = await createReplayMarket({
      path: path.join(DATA, 'klines_usdm_1m', 'BTCUSDT-1m-2022-05.csv.gz'),
      funding: path.join(DATA, 'funding', 'BTCUSDT_funding_8h.csv'),
      from: Date.UTC(2022, 4, 9),
      to: Date.UTC(2022, 4, 12),
    });
    assert.equal(market.bars(market.startsAt, market.endsAt).length, 3 * 1440);
    assert.equal(market.funding(market.startsAt, market.endsAt).length, 9);
    assert.equal(market.spec.filters.tickSize, '0.10');
    const fall = market.bar(market.endsAt - 60_000)!.close / market.bar(market.startsAt)!.open - 1;
    assert.ok(fall < -0.1, String(fall));
    // The minutes without trades of 2022-05-01 lie in its history.
    assert.equal(market.bar(Date.UTC(2022, 4, 1, 22, 30))?.volume, 0);
  });
});
