import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { takeLock } from '../../../../apps/cli/process-lock.ts';
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
    ['backfill --from 2022-13', /^--from is "2022-13", and must be a month like 2022-05\n$/],
    ['backfill --from 2022-05 --to 2022-04', /^--from 2022-05 comes after --to 2022-04\n$/],
    ['backfill --kinds trades', /^--kinds has "trades", and must be of klines, aggTrades, funding, bookDepth/],
    ['backfill --from-dir /no/such', /^--from-dir is "\/no\/such", and must be a folder of market data files\n$/],
  ];
  for (const [line, sentence] of refused) {
    it(`${line}: one sentence and exit code 2`, async () => {
      const { code, stdout, stderr } = await capturedCommand(['lake', ...line.split(' '), '--data-dir', folder]);
      assert.match(stderr, sentence);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
      assert.deepEqual([code, stdout], [2, '']);
    });
  }

  it('says that nobody answers where the start that holds the folder is', async () => {
    const temporal = { address: '127.0.0.1:1', namespace: 'default' };
    await writeFile(path.join(folder, 'pipeline.json'), JSON.stringify({ temporal }));
    const lock = takeLock(path.join(folder, 'lock'));
    assert.ok('release' in lock);
    const { code, stderr } = await capturedCommand(['lake', 'etl', '--date', '2022-05-09', '--data-dir', folder]);
    assert.match(stderr, /^no Temporal server answers at 127\.0\.0\.1:1: start it with npm start/);
    assert.equal(code, 2);
    lock.release();
  });

  it('says that a start without a pipeline holds the folder', async () => {
    const lock = takeLock(path.join(folder, 'lock'));
    assert.ok('release' in lock);
    const { code, stderr } = await capturedCommand(['lake', 'etl', '--date', '2022-05-09', '--data-dir', folder]);
    assert.match(stderr, /is in use by process \d+, and no pipeline runs there: wait for its end, or name a server by/);
    assert.equal(code, 2);
    lock.release();
  });

  it('can not ask a paper market without its exchange, and says what can be done', async () => {
    await writeFile(path.join(folder, 'market.json'), JSON.stringify({ market: 'simulated' }));
    for (const [line, advice] of [
      ['etl --date 2022-05-09', /run npm start, or add --no-rest\n$/],
      ['backfill', /run npm start, or give the files by --from-dir\n$/],
    ] as const) {
      const { code, stderr } = await capturedCommand(['lake', ...line.split(' '), '--data-dir', folder]);
      assert.match(stderr, /^the simulated market is known to its paper exchange alone, and no start runs it: /);
      assert.match(stderr, advice);
      assert.equal(code, 2);
    }
    assert.deepEqual(readdirSync(folder), ['market.json']);
  });

  it('loads nothing into the folder of the simulated market unless it is named', async () => {
    const before = process.env['XDG_DATA_HOME'];
    process.env['XDG_DATA_HOME'] = folder;
    try {
      const { code, stderr } = await capturedCommand(['lake', 'backfill']);
      assert.match(stderr, /^nothing was started in .*simulated yet: name the folder of the lake by --data-dir/);
      assert.equal(code, 2);
    } finally {
      if (before === undefined) delete process.env['XDG_DATA_HOME'];
      else process.env['XDG_DATA_HOME'] = before;
    }
  });

  it('takes no --lake: what runs on it is found by the data folder', async () => {
    const { code, stderr } = await capturedCommand(['lake', 'backfill', '--lake', folder]);
    assert.match(stderr, /^--lake names tables; what runs on them is found by --data-dir, or TEMPORAL_ADDRESS/);
    assert.equal(code, 2);
  });
});
