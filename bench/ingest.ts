import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MarketHistory } from '../adapters/ingestion/market-history.ts';
import { RECORDED_TABLES } from '../adapters/ingestion/market-message.ts';
import { Recorder } from '../adapters/ingestion/recorder.ts';
import { Lakehouse } from '../adapters/lakehouse/lakehouse.ts';

/**
 * How many messages a second a recorder takes from a local socket into Bronze in a folder: `npm run bench:ingest`. First
 * as fast as it reads, then at the goal, then at twice what it reached. Fails when a message is missing.
 */
const GOAL = 50_000;
const SECONDS = 15;
const MIB = 1024 * 1024;

interface Result {
  readonly sent: number;
  readonly rows: number;
  readonly received: number;
  readonly untilReceived: number;
  readonly untilStored: number;
  readonly longestLagMs: number;
  readonly largestRss: number;
  readonly largestJournal: number;
  readonly pauses: number;
}

/** REST has nothing: a hole would stay, and the count would show it. */
const NO_HISTORY: MarketHistory = {
  klineRows: () => Promise.resolve([]),
  aggregateTradeRows: () => Promise.resolve([]),
  serverTime: () => Promise.resolve(Date.now()),
};

async function measure(rate: number, count: number): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), 'minutehand-bench-ingest-'));
  const program = path.join(import.meta.dirname, 'ingest/source.ts');
  const source = spawn(process.execPath, ['--import', 'tsx', program, String(rate), String(count)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: source.stdout })[Symbol.asyncIterator]();
  const port = String((await lines.next()).value);
  const lake = new Lakehouse(
    { kind: 'folder', folder: path.join(folder, 'lake') },
    { memoryLimit: '512MB', threads: 2 },
  );
  const recorder = await Recorder.open({
    symbols: ['BTCUSDT'],
    endpoints: { restUrl: `http://127.0.0.1:${port}`, wsUrl: `ws://127.0.0.1:${port}` },
    history: NO_HISTORY,
    lake,
    journalFolder: path.join(folder, 'journal'),
    clock: { kind: 'realtime' },
    say: (sentence) => console.log(`  ${sentence}`),
  });
  let [largestRss, largestJournal] = [0, 0];
  const sampling = setInterval(() => {
    largestRss = Math.max(largestRss, process.memoryUsage.rss());
    largestJournal = Math.max(largestJournal, recorder.metrics().journalBytes);
  }, 100);
  try {
    while (recorder.metrics().messages === 0) await sleep(1);
    const startedAt = performance.now();
    while (recorder.metrics().messages < count) await sleep(5);
    const untilReceived = (performance.now() - startedAt) / 1000;
    await recorder.flush();
    const untilStored = (performance.now() - startedAt) / 1000;
    const { sent } = JSON.parse(String((await lines.next()).value)) as { sent: number };
    const { messages, longestLagMs = 0, pauses } = await recorder.stop();
    const counts = await Promise.all(RECORDED_TABLES.map((table) => rowsOf(lake, table)));
    const rows = counts.reduce((sum, part) => sum + part, 0);
    return {
      ...{ sent, rows, received: messages, untilReceived, untilStored, longestLagMs },
      ...{ largestRss, largestJournal, pauses },
    };
  } finally {
    clearInterval(sampling);
    source.stdin.end();
    source.kill();
    await lake.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function rowsOf(lake: Lakehouse, name: (typeof RECORDED_TABLES)[number]): Promise<number> {
  const table = await lake.table(name);
  return table.withView('stored', async (connection) => {
    const answer = await connection.runAndReadAll('SELECT count(*) FROM stored');
    return Number(answer.getRows()[0]?.[0] ?? 0);
  });
}

function tell(name: string, result: Result): void {
  const perSecond = (seconds: number): string => Math.round(result.received / seconds).toLocaleString('en');
  console.log(
    `${name}: ${result.sent} sent, ${result.rows} rows in Bronze; ${perSecond(result.untilReceived)}/s received, ` +
      `${perSecond(result.untilStored)}/s to the last commit; longest lag ${Math.round(result.longestLagMs)} ms; ` +
      `RSS at most ${Math.round(result.largestRss / MIB)} MiB, journal at most ${Math.round(result.largestJournal / MIB)} MiB, ` +
      `${result.pauses} pauses`,
  );
  if (result.rows !== result.sent) {
    console.error(`${name}: ${result.sent - result.rows} messages are missing`);
    process.exitCode = 1;
  }
}

console.log(`${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`);
const full = await measure(0, GOAL * SECONDS);
tell('as fast as it reads', full);
tell(`${GOAL} a second`, await measure(GOAL, GOAL * SECONDS));
const reached = Math.max(GOAL, Math.round(full.received / full.untilStored));
tell(`${2 * reached} a second, twice what it reached`, await measure(2 * reached, reached * SECONDS));
