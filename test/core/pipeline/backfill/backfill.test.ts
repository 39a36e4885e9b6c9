import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  archivePath,
  ARCHIVE_KINDS,
  dailyFile,
  monthlyFile,
  parseArchiveFileName,
} from '../../../../core/pipeline/backfill/archive-files.ts';
import { backfillParts, NOTHING_LOADED } from '../../../../core/pipeline/backfill/backfill.ts';
import type { BackfillProgress } from '../../../../core/pipeline/backfill/backfill.ts';
import { countMissingSettlements, missingSettlements } from '../../../../core/pipeline/backfill/gaps.ts';
import { outcomeText, progressLine } from '../../../../core/pipeline/backfill/progress-text.ts';

const KLINES = { symbol: 'BTCUSDT', kind: 'klines' } as const;
const HOUR = 3_600_000;

describe('files of the archive by name', () => {
  it('stand where data.binance.vision has them', () => {
    const january = Date.UTC(2022, 0, 5);
    assert.equal(
      archivePath(monthlyFile('klines', 'BTCUSDT', january)),
      'data/futures/um/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2022-01.zip',
    );
    assert.equal(
      archivePath(dailyFile('aggTrades', 'BTCUSDT', january)),
      'data/futures/um/daily/aggTrades/BTCUSDT/BTCUSDT-aggTrades-2022-01-05.zip',
    );
    assert.equal(
      archivePath(monthlyFile('fundingRate', 'BTCUSDT', january)),
      'data/futures/um/monthly/fundingRate/BTCUSDT/BTCUSDT-fundingRate-2022-01.zip',
    );
  });

  it('are read as they are written, for any time and kind', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1.5e12, max: 2e12 }), fc.constantFrom(...ARCHIVE_KINDS), (time, kind) => {
        for (const file of [monthlyFile(kind, 'BTCUSDT', time), dailyFile(kind, 'BTCUSDT', time)]) {
          assert.deepEqual(parseArchiveFileName(file.name), file);
          assert.ok(file.from <= time && time < file.to);
        }
      }),
    );
  });

  it('of other kinds, and of days that no calendar has, are none', () => {
    for (const name of ['BTCUSDT-5m-2022-01.zip', 'BTCUSDT-1m-2022-02-30.zip', 'BTCUSDT-1m-2022-13.zip', 'a.csv']) {
      assert.equal(parseArchiveFileName(name), undefined, name);
    }
  });
});

describe('the parts of a back-fill', () => {
  const now = Date.UTC(2022, 2, 10, 12);

  it('are months, the last one up to now', () => {
    const parts = backfillParts({ ...KLINES, from: '2021-12-15' }, now);
    assert.deepEqual(
      parts.map(({ label, from, to }) => [label, new Date(from).toISOString(), new Date(to).toISOString()]),
      [
        ['2021-12', '2021-12-15T00:00:00.000Z', '2022-01-01T00:00:00.000Z'],
        ['2022-01', '2022-01-01T00:00:00.000Z', '2022-02-01T00:00:00.000Z'],
        ['2022-02', '2022-02-01T00:00:00.000Z', '2022-03-01T00:00:00.000Z'],
        ['2022-03', '2022-03-01T00:00:00.000Z', '2022-03-10T12:00:00.000Z'],
      ],
    );
  });

  it('begin with the month of the contract, 2019-09', () => {
    assert.equal(backfillParts(KLINES, now)[0]?.label, '2019-09');
    assert.equal(backfillParts(KLINES, now).length, 31);
  });

  it('of a folder’s funding rates are one, as they may lie in one file', () => {
    const archive = { kind: 'folder', folder: 'f' } as const;
    assert.equal(backfillParts({ symbol: 'BTCUSDT', kind: 'fundingRate', archive }, now).length, 1);
  });

  it('are refused with a sentence where they can’t be', () => {
    const refuses = (request: object, sentence: RegExp): void =>
      assert.throws(() => backfillParts({ ...KLINES, ...request }, now), { name: 'RangeError', message: sentence });
    refuses({ from: '2022-02-09', to: '2022-02-09' }, /is empty: the end comes after the start/);
    refuses({ from: '2023-01-01' }, /lies in the future/);
    refuses({ from: '2022-02-30' }, /"2022-02-30" is not a date/);
    refuses({ symbol: 'btc/usdt' }, /"btc\/usdt" is not a symbol; right is one such as BTCUSDT/);
    refuses({ kind: 'trades' }, /"trades" is not a kind of the archive; right is one of klines, aggTrades/);
    refuses({ atOnce: 0 }, /0 months at once can't be; right is a whole number from 1 to 8/);
  });
});

describe('settlements that are missing', () => {
  const from = Date.UTC(2022, 0, 1);
  const day = { from, to: from + 24 * HOUR };

  it('are none when each slot has one, whatever its milliseconds', () => {
    assert.equal(missingSettlements([from + 3, from + 8 * HOUR, from + 16 * HOUR + 17], day), undefined);
  });

  it('are asked for from the first to the last', () => {
    assert.deepEqual(missingSettlements([from + 8 * HOUR], day), { from, to: from + 16 * HOUR + 60_000 });
    assert.equal(countMissingSettlements([from + 8 * HOUR], day), 2);
  });

  it('are not those of the future', () => {
    assert.deepEqual(missingSettlements([], { from, to: from + 8 * HOUR }), { from, to: from + 60_000 });
  });
});

describe('what a terminal says of a back-fill', () => {
  const began = Date.UTC(2026, 0, 1);
  const progress: BackfillProgress = {
    ...KLINES,
    from: Date.UTC(2022, 0, 1),
    to: Date.UTC(2022, 4, 1),
    parts: 4,
    partsDone: 1,
    totals: { ...NOTHING_LOADED, filesLoaded: 1, fileRows: 44_640, bytes: 1_734_567 },
    failed: [],
    startedAt: began,
  };

  it('how far it is, how fast, and how long it may take', () => {
    assert.equal(
      progressLine(progress, began + 2_000),
      'klines BTCUSDT, 2022-01-01 to 2022-04-30: 1 of 4 months, 1 file loaded and 0 as they were, ' +
        '44,640 rows from files, 1.7 MB, 22,320 rows/s, about 6 s left',
    );
  });

  it('no rate and no time before anything is known', () => {
    const nothing = { ...progress, partsDone: 0, totals: NOTHING_LOADED };
    assert.equal(
      progressLine(nothing, began),
      'klines BTCUSDT, 2022-01-01 to 2022-04-30: 0 of 4 months, 0 files loaded and 0 as they were, 0 rows from files, 0 kB',
    );
  });

  it('what came of it', () => {
    const unchanged = { ...NOTHING_LOADED, filesUnchanged: 4, missing: 1_077 };
    assert.equal(
      outcomeText({ ...progress, partsDone: 4, totals: unchanged }),
      'klines BTCUSDT, 2022-01-01 to 2022-04-30: unchanged, 0 files loaded and 4 as they were; ' +
        '1,077 are on the exchange neither in files nor by REST',
    );
    assert.match(
      outcomeText({ ...progress, failed: [{ part: '2022-02', sentence: 'x' }] }),
      /44,640 rows from files, 1\.7 MB; 1 of 4 failed$/,
    );
  });
});
