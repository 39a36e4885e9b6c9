import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { consecutiveInputs } from '../../../adapters/backtest/consecutive-inputs.ts';
import { klineMarket } from '../../../adapters/backtest/kline-market.ts';
import { lakeMarket } from '../../../adapters/backtest/lake-market.ts';
import { forcedSignals, ruleSignals } from '../../../adapters/backtest/rule-signals.ts';
import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { BTCUSDT_SPEC } from '../../../core/matching/binance-specs.ts';
import { fillRealLake, MISSING_FROM, MISSING_TO } from '../query/real-lake.ts';
import { needRealMinutes } from '../../core/features/real-minutes.ts';

const DATA = path.resolve(import.meta.dirname, '../../../../shared/data');
const MAY = path.join(DATA, 'klines_usdm_1m/BTCUSDT-1m-2022-05.csv.gz');
const FUNDING = path.join(DATA, 'funding/BTCUSDT_funding_8h.csv');
const utc = (text: string): number => Date.parse(`${text}Z`);
const MINUTE = 60_000;

const spec = BTCUSDT_SPEC;
const refusal = (sentence: RegExp) => (error: unknown) => {
  assert.ok(error instanceof ConfigurationRefused, String(error));
  assert.match(error.message, sentence);
  return true;
};

describe('the market of a backtest', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'backtest-market-'));
  const lake = new Lakehouse(
    { kind: 'folder', folder: path.join(folder, 'lake') },
    { memoryLimit: '512MB', threads: 2 },
  );
  const place = 'the lake';
  /** The first four days of May 2022. */
  const KLINES = path.join(folder, 'BTCUSDT-1m-2022-05.csv');

  before(async function () {
    needRealMinutes(this);
    this.timeout(60_000);
    const rows = gunzipSync(readFileSync(MAY)).toString('latin1').split('\n');
    writeFileSync(KLINES, rows.slice(0, 4 * 1440).join('\n'));
    await fillRealLake(path.join(folder, 'lake'));
  });

  after(async () => {
    await lake.close();
    rmSync(folder, { recursive: true });
  });

  const asked = { from: utc('2022-05-02T02:00'), to: utc('2022-05-02T12:00'), spec };

  it('is the same from silver as from kline files, but for the minutes that silver knows to be missing', async () => {
    const files = await klineMarket({ ...asked, path: KLINES, funding: FUNDING });
    const silver = await lakeMarket({ ...asked, lake, place });
    assert.deepEqual([silver.startsAt, silver.endsAt], [files.startsAt, files.endsAt]);
    assert.deepEqual([silver.spec, silver.priceDecimals], [files.spec, files.priceDecimals]);
    const present = files.bars(0, Infinity).filter(({ openTime }) => openTime < MISSING_FROM || openTime >= MISSING_TO);
    assert.deepEqual(silver.bars(0, Infinity), present);
    assert.equal(silver.bar(MISSING_FROM), undefined);
    assert.deepEqual(
      silver.funding(asked.from, asked.to).map(({ rate }) => rate),
      files.funding(asked.from, asked.to).map(({ rate }) => rate),
    );
    assert.equal(silver.funding(asked.from, asked.to).length, 1);
    assert.deepEqual(silver.bookAt(asked.from, 38_000), files.bookAt(asked.from, 38_000));
  });

  it('begins, without --from, where 1,500 minutes lie behind it, and ends with the data', async () => {
    const { startsAt, endsAt } = await klineMarket({ path: KLINES, funding: FUNDING, spec });
    assert.deepEqual([startsAt, endsAt], [utc('2022-05-02T01:00'), utc('2022-05-05T00:00')]);
  });

  it('refuses an empty interval and one outside the data, and says what there is', async () => {
    const klines = (from: string, to: string) =>
      klineMarket({ spec, path: KLINES, funding: FUNDING, from: utc(from), to: utc(to) });
    const silver = (from: string, to: string) => lakeMarket({ spec, lake, place, from: utc(from), to: utc(to) });
    for (const market of [klines, silver]) {
      await assert.rejects(market('2022-05-03T00:00', '2022-05-03T00:00'), refusal(/^the interval is empty/));
      await assert.rejects(
        market('2022-05-02T00:59', '2022-05-03T00:00'),
        refusal(/has 2022-05-01 00:00 UTC to 2022-05-\d\d 23:59 UTC.* it can be from 2022-05-02 01:00 UTC on/),
      );
      await assert.rejects(
        market('2021-01-01T00:00', '2021-02-01T00:00'),
        refusal(/--from 2021-01-01 00:00 UTC can't be/),
      );
      await assert.rejects(
        market('2023-01-01T00:00', '2023-02-01T00:00'),
        refusal(/--from 2023-01-01 00:00 UTC can't be/),
      );
      await assert.rejects(market('2022-05-02T01:00', '2022-06-02T00:00'), refusal(/--to 2022-06-02 .* lies outside/));
    }
  });

  it('refuses a day that silver lacks, and funding that nobody recorded', async () => {
    await assert.rejects(
      lakeMarket({ spec, lake, place, from: utc('2022-05-02T12:00'), to: utc('2022-05-04T12:00') }),
      refusal(/silver of the lake has no minute of 2022-05-03, a day of the interval: .* lake gaps/),
    );
    const none = new Lakehouse({ kind: 'folder', folder: path.join(folder, 'none') });
    await assert.rejects(lakeMarket({ ...asked, lake: none, place }), refusal(/no minute of BTCUSDT: .* lake etl/));
    await none.close();
  });

  it('says what is wrong with a file, whatever part of it was asked for', async () => {
    const broken = path.join(folder, 'broken');
    mkdirSync(broken);
    const file = path.join(broken, 'BTCUSDT-1m-2022-05.csv');
    writeFileSync(file, 'no kline\n');
    await assert.rejects(klineMarket({ ...asked, path: file }), /BTCUSDT-1m-2022-05.csv, line 1/);
  });

  it('lets nothing be said while one of the 1,500 minutes before is missing', async () => {
    const silver = await lakeMarket({ ...asked, lake, place });
    const runs = consecutiveInputs(silver, silver.historyFrom, silver.endsAt);
    assert.deepEqual(
      runs.map(({ openTime, length }) => [openTime[0], openTime[length - 1]]),
      [[utc('2022-05-01T00:00'), MISSING_FROM - MINUTE]],
    );
    const { predictionAt } = forcedSignals('BUY', silver);
    const at = (text: string) => predictionAt(utc(text))?.signal;
    assert.deepEqual([at('2022-05-02T02:00'), at('2022-05-02T09:59')], ['BUY', 'BUY']);
    assert.deepEqual([at('2022-05-02T10:00'), at('2022-05-02T10:02')], [undefined, undefined]);
  });

  it('lets a rule learn from what lies before the start, and from nothing else', async () => {
    const making = { seed: 1, entryShare: 0.1, horizonMinutes: 3 };
    const early = await klineMarket({
      ...asked,
      from: utc('2022-05-03T00:00'),
      to: utc('2022-05-03T06:00'),
      path: KLINES,
    });
    const longer = await klineMarket({
      ...asked,
      from: utc('2022-05-03T00:00'),
      to: utc('2022-05-04T00:00'),
      path: KLINES,
    });
    const last = utc('2022-05-03T05:59');
    for (const name of ['momentum', 'mean-reversion', 'random', 'flat'] as const) {
      const [one, other] = [early, longer].map((market) => ruleSignals(name, market, making));
      assert.deepEqual(one!.predictionAt(last), other!.predictionAt(last), name);
      assert.equal(one!.predictionAt(last)?.modelId, one!.id);
      assert.equal(one!.predictionAt(utc('2022-05-02T23:59')), undefined);
    }
  });
});
