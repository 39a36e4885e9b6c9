import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createEtlActivities } from '../../activities/pipeline/etl.ts';
import { createStageJobActivities } from '../../activities/pipeline/stage-job.ts';
import { createBinanceExchange } from '../../adapters/binance/binance-exchange.ts';
import type { IngestionMetrics } from '../../adapters/ingestion/metrics.ts';
import { Recorder } from '../../adapters/ingestion/recorder.ts';
import { buildGold } from '../../adapters/lakehouse/stages/gold.ts';
import { buildSilver } from '../../adapters/lakehouse/stages/silver.ts';
import { Lakehouse } from '../../adapters/lakehouse/lakehouse.ts';
import type { LakeTable } from '../../adapters/lakehouse/tables/all-tables.ts';
import { startDevServer } from '../../adapters/temporal-server/dev-server.ts';
import { findPresentProgram } from '../../adapters/temporal-server/find-dev-server.ts';
import { freePort } from '../../adapters/temporal-server/free-port.ts';
import { TASK_QUEUES } from '../../workflows/messages.ts';
import { FakeExchange } from '../adapters/binance/fake-exchange.ts';
import { idsFrom, MARKET, QUICK, trade, until } from '../adapters/ingestion/recording-world.ts';
import { appendMessages, needRecordings, recordedKlines } from '../adapters/lakehouse/stages/recorded-bronze.ts';
import { withEnvironment } from '../adapters/object-store/environment.ts';
import { StoreProxy } from '../adapters/object-store/store-proxy.ts';
import { needS3Server, startS3Server } from '../adapters/object-store/versitygw.ts';
import { lacking } from '../house/toolchain.ts';
import { pipelineBundle } from '../workflows/pipeline/etl-environment.ts';
import { startCommand } from './lake-command-process.ts';

const OUTAGE_MS = 60_000;
const [DAY_BEFORE, DAY] = ['2022-05-01', '2022-05-02'];
const MADE: readonly LakeTable[] = ['silver/bars_1m', 'gold/features_1m', 'gold/labels_1m'];
/** The answer that never comes: the commit by which gold gets the day's features. */
const COMMIT_OF_FEATURES = /^PUT \/lake\/gold\/features_1m\/_delta_log\/0+2\.json/;

describe('an object store that is away for a minute, while market data is recorded and a day is made', function () {
  this.timeout(240_000);
  const closing: (() => unknown)[] = [];
  const said: string[] = [];
  /** Trades that were sent, by which id they end. */
  let sent = 0;
  /** What a reader beside the outage saw: rows of the day by table, and ids of trades that were not 1, 2, 3, … */
  const seen = new Map<LakeTable, Set<number>>(MADE.map((name) => [name, new Set()]));
  const oddTrades: number[][] = [];
  let looks = 0;
  let worst: IngestionMetrics;
  let last: IngestionMetrics;
  let command: { readonly code: number | null; readonly errors: string };
  let reader: Lakehouse;
  let control: Lakehouse;

  const closed = <T extends { close(): unknown }>(thing: T): T => {
    closing.unshift(() => thing.close());
    return thing;
  };

  async function tradeIds(): Promise<number[]> {
    const table = await reader.existing('bronze/agg_trade');
    const { payload = [] } = (await table?.read({ columns: ['payload'], orderBy: ['event_time'] })) ?? {};
    return payload.map((text) => (JSON.parse(text as string) as { a: number }).a);
  }

  const contents = async (lake: Lakehouse, name: LakeTable): Promise<string> => {
    const table = await lake.existing(name);
    if (!table) return '0';
    const sql = `SELECT count(*), bit_xor(hash(day)) FROM day`;
    return table.withView('day', async (connection) => String((await connection.runAndReadAll(sql)).getRows()[0]), {
      where: { date: DAY },
    });
  };

  async function look(): Promise<void> {
    looks += 1;
    const ids = await tradeIds();
    if (ids.some((id, index) => id !== index + 1)) oddTrades.push(ids);
    for (const name of MADE) seen.get(name)?.add(Number((await contents(reader, name)).split(',')[0]));
  }

  before(async function () {
    needRecordings(this);
    const found = await findPresentProgram();
    if (found?.kind !== 'program') lacking(this, 'no Temporal dev server on this machine: npm test gets one');
    const program = await needS3Server(this);
    const folder = await mkdtemp(path.join(tmpdir(), 'minutehand-store-down-'));
    closing.unshift(() => rm(folder, { recursive: true, force: true }));

    const server = await startS3Server(program, folder);
    closing.unshift(() => server.stop());
    const proxy = await StoreProxy.start(Number(new URL(server.env['AWS_ENDPOINT_URL_S3'] ?? '').port));
    closing.unshift(() => proxy.goDown());
    closing.unshift(withEnvironment({ ...server.env, AWS_ENDPOINT_URL_S3: proxy.address }));
    const engine = { memoryLimit: '256MB', threads: 1 };
    const place = { kind: 's3', bucket: server.bucket, forcePathStyle: true } as const;
    const lake = closed(new Lakehouse(place, engine));
    // The server keeps objects as files, which a reader has while the way to the server is cut.
    reader = closed(new Lakehouse({ kind: 'folder', folder: path.join(folder, 's3', server.bucket) }, engine));
    control = closed(new Lakehouse({ kind: 'folder', folder: path.join(folder, 'control') }, engine));
    const klines = recordedKlines('2022-05', [DAY_BEFORE, DAY]);
    for (const each of [lake, control]) {
      await appendMessages(each, klines);
      await buildSilver(each, { symbol: 'BTCUSDT', dates: [DAY_BEFORE] });
      await buildGold(each, { symbol: 'BTCUSDT', dates: [DAY_BEFORE] });
    }

    const temporal = await startDevServer({
      program: found.path,
      ports: { port: await freePort(), uiPort: await freePort() },
      logFile: path.join(folder, 'temporal.log'),
    });
    closing.unshift(() => temporal.stop());
    const connection = closed(await NativeConnection.connect({ address: temporal.address }));
    const worker = await Worker.create({
      connection,
      taskQueue: TASK_QUEUES.pipeline,
      workflowBundle: await pipelineBundle(),
      activities: {
        ...createEtlActivities({ lake, marketTime: () => Promise.resolve(Date.now()) }),
        ...createStageJobActivities({ lake, lakeAddress: 'not asked for', place: { kind: 'local' } }),
      },
    });
    const ended = worker.run();
    closing.unshift(async () => {
      worker.shutdown();
      await ended;
    });

    const exchange = await FakeExchange.start();
    closing.unshift(() => exchange.stop());
    const client = closed(createBinanceExchange({ endpoints: exchange.endpoints }));
    const recorder = await Recorder.open({
      symbols: ['BTCUSDT'],
      endpoints: exchange.endpoints,
      history: client.history,
      lake: closed(new Lakehouse(place, engine)),
      journalFolder: path.join(folder, 'journal'),
      clock: { kind: 'lockstep' },
      say: (sentence) => said.push(sentence),
      limits: { ...QUICK, flushAgeMs: 500, longestRetryMs: 2_000 },
    });
    closing.unshift(() => recorder.stop(2_000));
    await until('the stream', () => exchange.listening(MARKET) > 0);
    const sending = setInterval(() => {
      for (let count = 0; count < 5; count += 1) exchange.publishRaw(MARKET, trade(++sent));
    }, 50);
    closing.unshift(() => clearInterval(sending));
    await until('rows in bronze', () => recorder.metrics().rows > 0);

    const isDown = proxy.goDownAtAnswerTo(COMMIT_OF_FEATURES);
    const etl = startCommand(['lake', 'etl', '--date', DAY], { TEMPORAL_ADDRESS: temporal.address });
    closing.unshift(() => etl.kill());
    await isDown;
    const downSince = performance.now();
    while (performance.now() - downSince < OUTAGE_MS) {
      await look();
      await sleep(500);
    }
    worst = recorder.metrics();
    await proxy.comeBack();
    command = await etl.ended;
    await look();
    clearInterval(sending);
    await until('everything in bronze', async () => {
      await recorder.flush();
      return recorder.metrics().messages === sent;
    });
    last = await recorder.stop();
    await look();
  });
  after(async () => {
    for (const close of closing) await close();
  });

  it('loses no trade of the minute and writes none twice', async () => {
    assert.ok(sent > 5_000, `${sent} trades`);
    assert.deepEqual(await tradeIds(), idsFrom(1, sent));
    assert.deepEqual([last.drops, last.pauses, last.restRows, last.trouble], [0, 0, 0, undefined]);
  });

  it('keeps what comes on the disk meanwhile, and says so once, and when it is over', () => {
    assert.ok(worst.oldestWaitingMs > OUTAGE_MS - 10_000, `${worst.oldestWaitingMs} ms`);
    assert.ok(worst.memoryBytes < 1_000_000 && worst.journalBytes > 500_000, JSON.stringify(worst));
    const [down, back, ...more] = said;
    assert.match(
      down ?? '',
      /^Bronze can't be written \(could not (read|write|list) ".*" in s3:\/\/lake\/: .+\): what/,
    );
    assert.match(worst.trouble ?? '', /^Bronze can't be written \(.*ECONNREFUSED/);
    assert.match(back ?? '', /^Bronze is written again after (5[5-9]|6\d) s; what waited in the journal follows/);
    assert.deepEqual(more, []);
  });

  it('makes the day by itself when the store is back, as if nothing had been', async () => {
    assert.equal(command.code, 0, command.errors);
    await buildSilver(control, { symbol: 'BTCUSDT', dates: [DAY] });
    await buildGold(control, { symbol: 'BTCUSDT', dates: [DAY] });
    for (const name of MADE) assert.equal(await contents(reader, name), await contents(control, name), name);
  });

  it('tells who waits for the day why it is not done', () => {
    assert.match(
      command.errors,
      /^buildGoldStage failed, and is tried again: could not \w+( \w+)? ".+" in s3:\/\/lake\/: .*ECONN/m,
    );
  });

  it('shows a reader each table as it was before or as it is after, never in between', () => {
    assert.ok(looks > 20, `${looks} looks`);
    assert.deepEqual(oddTrades, []);
    for (const [name, counts] of seen)
      assert.ok(
        [...counts].every((count) => count === 0 || count > 1_300),
        name,
      );
    assert.deepEqual([...(seen.get('gold/labels_1m') ?? [])].length, 2, 'labels came after the outage');
  });
});
