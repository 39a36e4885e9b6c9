import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { capturedCommand } from './captured-command.ts';

describe('minutehand lake backfill and etl, asked wrongly', () => {
  let folder = '';
  const environment = process.env['TEMPORAL_ADDRESS'];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'minutehand-lake-commands-'));
    delete process.env['TEMPORAL_ADDRESS'];
  });
  afterEach(async () => {
    if (environment !== undefined) process.env['TEMPORAL_ADDRESS'] = environment;
    await rm(folder, { recursive: true, force: true });
  });

  const refused: readonly (readonly [string, RegExp])[] = [
    ['etl', /^give --date for one day, or --from and --to for a range\n$/],
    ['etl --date 2022-05-09 --from 2022-05-09', /^give --date for one day, or --from and --to/],
    ['etl --date 2022-02-30', /^--date: "2022-02-30" is not a date; right is a UTC day such as 2022-05-09\n$/],
    ['etl --from 2022-05-09 --to 2022-05-08', /^--from 2022-05-09 comes after --to 2022-05-08\n$/],
    ['etl --date 2022-05-09 --stage bronze', /silver, gold, compact/],
    [
      'etl --date 2022-05-09',
      /^no pipeline has run in .*: start it with npm start, or name a server by TEMPORAL_ADDRESS/,
    ],
    ['backfill --from 2022-13', /^--from is "2022-13", and must be a month like 2022-05\n$/],
    ['backfill --from 2022-05 --to 2022-04', /^--from 2022-05 comes after --to 2022-04\n$/],
    ['backfill --kinds trades', /^--kinds has "trades", and must be of klines, aggTrades, funding, bookDepth/],
    ['backfill', /^no pipeline has run in /],
  ];
  for (const [line, sentence] of refused) {
    it(`${line}: one sentence and exit code 2`, async () => {
      const { code, stdout, stderr } = await capturedCommand(['lake', ...line.split(' '), '--data-dir', folder]);
      assert.match(stderr, sentence);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
      assert.deepEqual([code, stdout], [2, '']);
    });
  }

  it('says that nobody answers where the last start was', async () => {
    const temporal = { address: '127.0.0.1:1', namespace: 'default' };
    await writeFile(path.join(folder, 'pipeline.json'), JSON.stringify({ temporal }));
    const { code, stderr } = await capturedCommand(['lake', 'etl', '--date', '2022-05-09', '--data-dir', folder]);
    assert.match(stderr, /^no Temporal server answers at 127\.0\.0\.1:1: start it with npm start/);
    assert.equal(code, 2);
  });

  it('takes no --lake: what runs on it is found by the data folder', async () => {
    const { code, stderr } = await capturedCommand(['lake', 'backfill', '--lake', folder]);
    assert.match(stderr, /^--lake names tables; what runs on them is found by --data-dir, or TEMPORAL_ADDRESS/);
    assert.equal(code, 2);
  });
});
