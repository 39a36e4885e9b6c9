/**
 * Recorded months from files to gold on this machine: time by stage, memory, size; then the same again, which changes no
 * row; then one month deleted and made again, to the same rows.
 *   npm run bench:lakehouse [-- first month, default 2022-01 [last month, default 2023-06]]
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { openArchive } from '../adapters/archive/open-archive.ts';
import { loadArchiveFile } from '../adapters/backfill/load-archive-file.ts';
import { buildGold } from '../adapters/lakehouse/stages/gold.ts';
import { buildSilver } from '../adapters/lakehouse/stages/silver.ts';
import { Lakehouse } from '../adapters/lakehouse/lakehouse.ts';
import { LAKE_TABLE_NAMES } from '../adapters/lakehouse/tables/all-tables.ts';
import type { LakeTable } from '../adapters/lakehouse/tables/all-tables.ts';
import { tableState } from '../adapters/lakehouse/table-state.ts';
import type { UtcDate } from '../core/pipeline/data-interval.ts';
import { monthChunks } from '../core/pipeline/etl/days.ts';

const SYMBOL = 'BTCUSDT';
const KLINES = path.resolve(import.meta.dirname, '../../shared/data/klines_usdm_1m');
const FUNDING = path.resolve(import.meta.dirname, '../../shared/data/funding');
const [first = '2022-01', last = '2023-06'] = process.argv.slice(2);
if (![first, last].every((month) => /^\d{4}-(0[1-9]|1[0-2])$/.test(month)) || first > last) {
  throw new Error(`months are like 2022-01, the first not after the last, not "${first}" and "${last}"`);
}
if (!existsSync(KLINES)) throw new Error(`the recorded klines are missing: ${KLINES}`);

const from: UtcDate = `${first}-01`;
const to: UtcDate = nextMonth(last);
const months = monthChunks(from, to);
const folder = await mkdtemp(path.join(tmpdir(), 'minutehand-bench-lake-'));
const lake = new Lakehouse({ kind: 'folder', folder }, { memoryLimit: '1GB', threads: availableParallelism() });
const load = loadavg()
  .map((value) => value.toFixed(1))
  .join(', ');
try {
  say(
    `${months.length} months, ${from} to ${to}; ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), load ${load}`,
  );
  await run('from files');
  const before = await fingerprints();
  await run('again, nothing new');
  report(before, await fingerprints(), 'after the second run');
  const gone = months[Math.floor(months.length / 2)] ?? [];
  for (const name of ['silver/bars_1m', 'gold/features_1m', 'gold/labels_1m'] as const) {
    const table = await lake.table(name);
    await table.replaceWhere({ date: gone }, await nothing(name));
  }
  say(`\n${gone[0]} to ${gone.at(-1)} deleted from silver and gold`);
  await timed('silver', () => buildSilver(lake, { symbol: SYMBOL, dates: gone }));
  await timed('gold', () => buildGold(lake, { symbol: SYMBOL, dates: gone }));
  report(before, await fingerprints(), 'after the repair');
  say(`\nPeak resident memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB, of all of it`);
  for (const name of LAKE_TABLE_NAMES) {
    const table = await lake.existing(name);
    if (!table) continue;
    const { rows, files, bytes } = tableState(name, await table.snapshot());
    say(
      `${name.padEnd(22)} ${rows.toLocaleString('en').padStart(10)} rows ${String(files).padStart(5)} files ${(bytes / 1e6).toFixed(1).padStart(8)} MB`,
    );
  }
} finally {
  await lake.close();
  await rm(folder, { recursive: true, force: true });
}

async function run(what: string): Promise<void> {
  say(`\n${what}`);
  await timed('bronze', loadFiles);
  await timed('silver', async () => {
    for (const dates of months) await buildSilver(lake, { symbol: SYMBOL, dates });
  });
  await timed('gold', async () => {
    for (const dates of months) await buildGold(lake, { symbol: SYMBOL, dates });
  });
}

async function loadFiles(): Promise<void> {
  const bounds = { from: Date.parse(from), to: Date.parse(to), now: Date.now() };
  for (const [kind, place] of [
    ['klines', KLINES],
    ['fundingRate', FUNDING],
  ] as const) {
    const archive = openArchive({ kind: 'folder', folder: place });
    for (const file of await archive.list({ symbol: SYMBOL, kind, ...bounds })) {
      await loadArchiveFile(file, { lake, archive, now: Date.now, since: Date.now() });
    }
  }
}

async function timed(stage: string, work: () => Promise<unknown>): Promise<void> {
  const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
  await work();
  const cpu = process.cpuUsage(cpuBefore);
  const seconds = (performance.now() - startedAt) / 1000;
  say(
    `  ${stage.padEnd(8)} ${seconds.toFixed(1).padStart(7)} s, processor ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s`,
  );
}

/** Rows of the tables that people read, as one number each: of every value of every row, in no order. */
async function fingerprints(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of ['bronze/kline_1m', 'silver/bars_1m', 'gold/features_1m', 'gold/labels_1m'] as const) {
    const table = await lake.table(name);
    found[name] = await table.withView('counted', async (connection) => {
      const answer = await connection.runAndReadAll('SELECT count(*), bit_xor(hash(counted)) FROM counted');
      return (answer.getRows()[0] ?? []).map(String).join(' rows, ');
    });
  }
  return found;
}

function report(before: Record<string, string>, after: Record<string, string>, when: string): void {
  for (const [name, rows] of Object.entries(before)) {
    say(
      `  ${name.padEnd(18)} ${rows === after[name] ? 'the same rows' : `DIFFERENT: ${rows} before, ${after[name]}`} ${when}`,
    );
  }
}

async function nothing(name: LakeTable): Promise<Record<string, never[]>> {
  const { columns } = await (await lake.table(name)).snapshot();
  return Object.fromEntries(columns.map((column) => [column.name, []]));
}

function nextMonth(month: string): UtcDate {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10);
}

function say(line: string): void {
  console.log(line);
}
