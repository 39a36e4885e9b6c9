/**
 * A month of aggregate trades, generated, from a zip in the archive's form into bronze and silver: time and memory by stage.
 *   npm run bench:agg-trades [-- lines, default 4000000]
 */
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';
import { openArchive } from '../adapters/archive/open-archive.ts';
import { loadArchiveFile } from '../adapters/backfill/load-archive-file.ts';
import { buildSilver } from '../adapters/lakehouse/stages/silver.ts';
import { Lakehouse } from '../adapters/lakehouse/lakehouse.ts';
import { tableState } from '../adapters/lakehouse/table-state.ts';
import { monthChunks } from '../core/pipeline/etl/days.ts';

const SYMBOL = 'BTCUSDT';
const NAME = `${SYMBOL}-aggTrades-2022-01`;
const [FROM, TO] = [Date.UTC(2022, 0, 1), Date.UTC(2022, 1, 1)];
const SAMPLE_MS = 50;
const MIB = 1024 * 1024;

const lines = Number(process.argv[2] ?? 4_000_000);
if (!Number.isInteger(lines) || lines < 1) throw new Error(`lines are a number like 4000000, not "${process.argv[2]}"`);

const folder = await mkdtemp(path.join(tmpdir(), 'minutehand-bench-trades-'));
const temporaryDirectory = path.join(folder, 'temporary');
// As the pipeline worker has it.
const lake = new Lakehouse(
  { kind: 'folder', folder: path.join(folder, 'lake') },
  { memoryLimit: '1GB', temporaryDirectory },
);
try {
  await mkdir(temporaryDirectory);
  const load = loadavg()[0]?.toFixed(1);
  say(`${lines.toLocaleString('en')} lines; ${availableParallelism()} cores (${cpus()[0]?.model}), load ${load}`);
  await timed('generate', writeMonth);
  const { size } = await stat(path.join(folder, `${NAME}.zip`));
  say(`  ${(size / MIB).toFixed(0)} MiB zipped`);
  await timed('bronze', loadMonth);
  await timed('bronze, again', loadMonth);
  const [dates = []] = monthChunks('2022-01-01', '2022-02-01');
  await timed('silver', () => buildSilver(lake, { symbol: SYMBOL, dates }));
  for (const name of ['bronze/agg_trade', 'silver/flow_1m'] as const) {
    const table = await lake.table(name);
    const { rows, files, bytes } = tableState(name, await table.snapshot());
    say(`${name.padEnd(18)} ${rows.toLocaleString('en')} rows, ${files} files, ${(bytes / MIB).toFixed(1)} MiB`);
  }
} finally {
  await lake.close();
  await rm(folder, { recursive: true, force: true });
}

async function loadMonth(): Promise<void> {
  const archive = openArchive({ kind: 'folder', folder });
  for (const file of await archive.list({ symbol: SYMBOL, kind: 'aggTrades', from: FROM, to: TO, now: Date.now() })) {
    const { status } = await loadArchiveFile(file, { lake, archive, now: Date.now, since: Date.now() });
    say(`  ${file.name}: ${status}`);
  }
}

async function writeMonth(): Promise<void> {
  const zip = new yazl.ZipFile();
  zip.addReadStream(Readable.from(tradeLines()), `${NAME}.csv`);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path.join(folder, `${NAME}.zip`)));
}

/** Prices that wander, quantities of many sizes, one to four trades in a line; the same ones every time. */
function* tradeLines(): Generator<string> {
  yield 'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n';
  let [state, price, trade] = [1, 400_000, 1_000_000_000];
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  let block: string[] = [];
  for (let line = 0; line < lines; line += 1) {
    price = Math.max(1, price + Math.round((random() - 0.5) * 4));
    const trades = 1 + Math.floor(random() * 4);
    const quantity = (Math.ceil(random() ** 4 * 5_000) / 1000).toFixed(3);
    const time = FROM + Math.floor(((TO - FROM) * line) / lines);
    const at = `${800_000_000 + line},${(price / 10).toFixed(1)},${quantity},${trade},${trade + trades - 1},${time}`;
    block.push(`${at},${random() < 0.5}\n`);
    trade += trades;
    if (block.length < 10_000) continue;
    yield block.join('');
    block = [];
  }
  yield block.join('');
}

async function timed(stage: string, work: () => Promise<unknown>): Promise<void> {
  const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
  let largest = process.memoryUsage.rss();
  const sampling = setInterval(() => (largest = Math.max(largest, process.memoryUsage.rss())), SAMPLE_MS);
  await work();
  clearInterval(sampling);
  const { user, system } = process.cpuUsage(cpuBefore);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const processor = ((user + system) / 1e6).toFixed(1);
  say(`${stage.padEnd(14)} ${seconds} s, processor ${processor} s, memory at most ${(largest / MIB).toFixed(0)} MiB`);
}

function say(line: string): void {
  console.log(line);
}
