import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HttpArchive } from '../../../adapters/archive/http-archive.ts';
import type { ArchiveError, ArchiveErrorKind, ArchiveFile } from '../../../adapters/archive/port.ts';
import { ArchiveServer } from './archive-server.ts';
import { klineCsv, zipOf } from './sample-files.ts';

const JANUARY = { from: Date.UTC(2022, 0, 1), to: Date.UTC(2022, 1, 1) };
const KLINES = { kind: 'klines', symbol: 'BTCUSDT' } as const;
const LATER = Date.UTC(2023, 0, 1);
const NAME = 'BTCUSDT-1m-2022-01.zip';

describe('the archive by HTTP', () => {
  let server: ArchiveServer;
  let folder: string;
  beforeEach(async () => {
    server = await ArchiveServer.start();
    folder = mkdtempSync(path.join(tmpdir(), 'minutehand-archive-'));
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const archive = () => new HttpArchive({ baseUrl: server.baseUrl, answerTimeoutMs: 300, stallTimeoutMs: 300 });
  const january = async (): Promise<ArchiveFile> => {
    const [file] = await archive().list({ ...KLINES, ...JANUARY, now: LATER });
    assert.ok(file);
    return file;
  };
  const fails = async (action: Promise<unknown>, kind: ArchiveErrorKind, sentence: RegExp): Promise<ArchiveError> => {
    let thrown: ArchiveError | undefined;
    await assert.rejects(action, (error: ArchiveError) => {
      assert.equal(error.name, 'ArchiveError', String(error));
      assert.equal(error.kind, kind, error.message);
      assert.match(error.message, sentence);
      thrown = error;
      return true;
    });
    return thrown!;
  };

  it('refuses an address that is none', () => {
    assert.throws(() => new HttpArchive({ baseUrl: 'data.binance.vision' }), /is not http\(s\):\/\/host/);
  });

  describe('what it has', () => {
    it('lists a month as one file with the checksum that stands beside it', async () => {
      await server.publish(NAME, klineCsv(JANUARY.from, 3));
      const files = await archive().list({ ...KLINES, ...JANUARY, now: LATER });
      assert.deepEqual(
        files.map(({ name, bounds }) => ({ name, bounds })),
        [{ name: NAME, bounds: JANUARY }],
      );
      assert.match(files[0]?.sha256 ?? '', /^[0-9a-f]{64}$/);
      assert.deepEqual(server.requests, [`GET data/futures/um/monthly/klines/BTCUSDT/1m/${NAME}.CHECKSUM`]);
    });

    it('lists the days of a month that has no file yet, without those that have not ended', async () => {
      for (const day of ['01', '02', '03']) {
        await server.publish(`BTCUSDT-1m-2022-01-${day}.zip`, klineCsv(Date.UTC(2022, 0, Number(day)), 3));
      }
      const now = Date.UTC(2022, 0, 3, 12);
      const files = await archive().list({ ...KLINES, from: JANUARY.from, to: now, now });
      assert.deepEqual(
        files.map(({ name }) => name),
        ['BTCUSDT-1m-2022-01-01.zip', 'BTCUSDT-1m-2022-01-02.zip'],
      );
    });

    it('asks for the days of a month that has just ended, and not of one that ended long ago', async () => {
      assert.deepEqual(await archive().list({ ...KLINES, ...JANUARY, now: Date.UTC(2022, 1, 5) }), []);
      assert.equal(server.asked.filter((request) => request.startsWith('GET')).length, 32);
      server.requests.length = 0;
      assert.deepEqual(await archive().list({ ...KLINES, ...JANUARY, now: LATER }), []);
      assert.deepEqual(server.asked, [`GET ${NAME}.CHECKSUM`, `HEAD ${NAME}`]);
    });

    it('takes aggregate trades and depths by the day, and funding by the month only', async () => {
      const day = { from: JANUARY.from, to: JANUARY.from + 86_400_000, symbol: 'BTCUSDT', now: LATER };
      for (const kind of ['aggTrades', 'bookDepth', 'fundingRate'] as const) await archive().list({ ...day, kind });
      assert.deepEqual(
        server.requests.filter((request) => request.startsWith('GET')),
        [
          'GET data/futures/um/daily/aggTrades/BTCUSDT/BTCUSDT-aggTrades-2022-01-01.zip.CHECKSUM',
          'GET data/futures/um/daily/bookDepth/BTCUSDT/BTCUSDT-bookDepth-2022-01-01.zip.CHECKSUM',
          'GET data/futures/um/monthly/fundingRate/BTCUSDT/BTCUSDT-fundingRate-2022-01.zip.CHECKSUM',
        ],
      );
    });

    it('lists a file without a CHECKSUM as one that can not be verified', async () => {
      server.publishWithoutChecksum(NAME, await zipOf('a.csv', 'x'));
      assert.equal((await january()).sha256, undefined);
    });

    it('takes a CHECKSUM that is none for damage', async () => {
      await server.publish(NAME, klineCsv(JANUARY.from, 1));
      server.publishChecksum(NAME, '<html>Please log in</html>');
      await fails(january(), 'damaged', /CHECKSUM says "<html>Please log in<\/html>"; it should be 64 hex digits/);
      server.publishChecksum(NAME, `${'a'.repeat(64)}  BTCUSDT-1m-2022-02.zip`);
      await fails(january(), 'damaged', /it should be 64 hex digits, two spaces and BTCUSDT-1m-2022-01\.zip/);
    });
  });

  describe('fetching', () => {
    beforeEach(() => server.publish(NAME, klineCsv(JANUARY.from, 500)));

    it('brings the file as it is', async () => {
      const file = await january();
      const fetched = await archive().fetch(file, folder);
      assert.equal(fetched.sha256, file.sha256);
      assert.equal(readFileSync(fetched.path).length, fetched.bytes);
    });

    it('finds another checksum than the CHECKSUM says', async () => {
      server.publishBytes(NAME, await zipOf('a.csv', 'other'), Buffer.from('published'));
      const sentence = /BTCUSDT-1m-2022-01\.zip has the SHA-256 [0-9a-f]{64}; its CHECKSUM says [0-9a-f]{64}/;
      await fails(archive().fetch(await january(), folder), 'damaged', sentence);
    });

    it('finds a web page in the place of a zip', async () => {
      const file = await january();
      server.misbehave(NAME, { status: 200, body: '<!DOCTYPE html><title>Sign in</title>' });
      await fails(archive().fetch(file, folder), 'damaged', /is not a zip: it begins with "<!DOCTYPE html>/);
    });

    it('gives up an archive that says nothing, or stops in the middle', async () => {
      const file = await january();
      server.misbehave(NAME, 'silent');
      await fails(archive().fetch(file, folder), 'unavailable', /sent nothing of BTCUSDT-1m-2022-01\.zip for 0\.3 s/);
      server.misbehave(NAME, 'stalls in the middle');
      await fails(archive().fetch(file, folder), 'unavailable', /sent nothing of BTCUSDT-1m-2022-01\.zip for 0\.3 s/);
      server.misbehave(NAME, 'cuts off');
      await fails(archive().fetch(file, folder), 'unavailable', /ended the connection in the middle of/);
    });

    it('waits for a slow archive that goes on', async () => {
      server.slowMs = 150;
      const file = await january();
      assert.equal((await archive().fetch(file, folder)).sha256, file.sha256);
    });

    it('hands on how long a busy archive wants to be left alone', async () => {
      const file = await january();
      server.misbehave(NAME, { status: 429, headers: { 'retry-after': '7' } });
      const sentence = /asks for patience before it sends BTCUSDT-1m-2022-01\.zip \(HTTP 429\): again in 7 s/;
      assert.equal((await fails(archive().fetch(file, folder), 'unavailable', sentence)).retryAfterMs, 7_000);
      const at = new Date(Date.now() + 20_000).toUTCString();
      server.misbehave(NAME, { status: 503, headers: { 'retry-after': at } });
      const { retryAfterMs } = await fails(archive().fetch(file, folder), 'unavailable', /HTTP 503/);
      assert.ok(retryAfterMs > 15_000 && retryAfterMs <= 20_000, String(retryAfterMs));
    });

    it('tells a failing archive from one that refuses', async () => {
      const file = await january();
      server.misbehave(NAME, { status: 500 });
      await fails(archive().fetch(file, folder), 'unavailable', /failed to send BTCUSDT-1m-2022-01\.zip \(HTTP 500\)/);
      server.misbehave(NAME, { status: 403 });
      await fails(archive().fetch(file, folder), 'refused', /HTTP 403\): is the address of the archive right\?/);
    });

    it('says that nobody listens', async () => {
      const file = await january();
      const gone = archive();
      await server.close();
      await fails(gone.fetch(file, folder), 'unavailable', /can't be asked for BTCUSDT-1m-2022-01\.zip \(ECONN/);
      server = await ArchiveServer.start();
    });

    it('ends at once when nobody waits for it any more', async () => {
      const file = await january();
      server.misbehave(NAME, 'silent');
      const controller = new AbortController();
      const fetching = archive().fetch(file, folder, { signal: controller.signal });
      controller.abort();
      await assert.rejects(fetching, (error: Error) => error.name !== 'ArchiveError');
    });
  });
});
