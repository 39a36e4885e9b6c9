import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import { DEFAULT_ROW_LIMIT, DEFAULT_TIMEOUT_MS } from '../../../adapters/query/port.ts';
import { onLake, subcommand, wholeNumber } from '../subcommand.ts';
import { backfillLake } from './backfill-lake.ts';
import type { BackfillOptions } from './backfill-lake.ts';
import { describeTable } from './describe-table.ts';
import type { LakeOptions } from './lake-place.ts';
import { listTables } from './list-tables.ts';
import { compactTables, vacuumTables } from './maintain-tables.ts';
import type { MaintenanceOptions, VacuumCommandOptions } from './maintain-tables.ts';
import { runEtl } from './run-etl.ts';
import type { EtlOptions } from './run-etl.ts';
import { runQuery } from './run-query.ts';
import type { RunQueryOptions } from './run-query.ts';
import { showGaps } from './show-gaps.ts';
import type { GapsOptions } from './show-gaps.ts';

/** `minutehand lake`: what is in the lakehouse, questions to it, and its upkeep. */
export function lakeCommand(): Command {
  const lake = subcommand('lake', 'what is in the lakehouse, questions to it, and its upkeep').helpCommand(false);
  onLake(lake, 'ls', 'the tables that are there: rows, files, size, first and last day, version').action(
    (options: LakeOptions) => listTables(options),
  );
  onLake(lake, 'describe', "a table's columns, partitions and last commits")
    .addArgument(new Argument('<table>', 'e.g. silver/bars_1m or bars_1m'))
    .action((table: string, options: LakeOptions) => describeTable(table, options));
  addQuery(lake);
  onLake(lake, 'gaps', 'minutes that are missing at the exchange, and days that the tables lack')
    .option('--from <date>', 'first day (default: that of silver/bars_1m)')
    .option('--to <date>', 'last day (default: that of silver/bars_1m)')
    .action((options: GapsOptions) => showGaps(options));
  onLake(
    lake,
    'backfill',
    'load months of the past into bronze, by the running pipeline or one that ends with the command',
  )
    .option('--from <month>', 'first month, like 2022-01 (default: 2019-09)')
    .option('--to <month>', 'last month (default: this one)')
    .option('--from-dir <dir>', "files of this folder instead of Binance's archive; no network")
    .option('--kinds <list>', 'klines, funding, aggTrades, bookDepth', 'klines,funding')
    .option('--no-rest', 'do not ask the exchange for what the archive lacks')
    .action((options: BackfillOptions) => backfillLake(options));
  onLake(lake, 'etl', 'make silver and gold of a day or a range, by the running pipeline or one that ends with it')
    .option('--date <date>', 'one day')
    .option('--from <date>', 'first day of a range')
    .option('--to <date>', 'its last day')
    .addOption(new Option('--stage <stage>', 'one stage alone').choices(['silver', 'gold', 'compact']))
    .option('--again', 'also months that have succeeded')
    .option('--no-rest', 'do not ask the exchange for minutes that bronze lacks')
    .action((options: EtlOptions) => runEtl(options));
  onLake(lake, 'compact', 'join small files of a partition, rows unchanged')
    .addArgument(tableOrAll())
    .option('--dry-run', 'only say what would be joined')
    .action((table: string | undefined, options: MaintenanceOptions) => compactTables(table, options));
  onLake(lake, 'vacuum', 'delete files that left their table longer ago than its retention (a week)')
    .addArgument(tableOrAll())
    .option('--older-than <days>', 'keep what left the table within so many days', wholeNumber(0, 36_500))
    .option('--dry-run', 'only say what would be deleted')
    .action((table: string | undefined, options: VacuumCommandOptions) => vacuumTables(table, options));
  return lake;
}

function addQuery(lake: Command): void {
  onLake(lake, 'query', 'run one SQL statement that reads')
    .addArgument(new Argument('[sql]', "e.g. 'SELECT max(high) FROM silver.bars_1m'"))
    .option('--file <file>', 'the statement from a file, e.g. sql/bars-by-day.sql')
    .option('--param <name=value>', 'value of a parameter of its header; once for each', gather)
    .option('--limit <rows>', 'at most so many rows', wholeNumber(1, 1_000_000), DEFAULT_ROW_LIMIT)
    .option('--timeout <seconds>', 'stop it after so long', wholeNumber(1, 86_400), DEFAULT_TIMEOUT_MS / 1_000)
    .addOption(
      new Option('--engine <engine>', 'duckdb: here, on the files; athena: in AWS, on the tables of its catalogue')
        .choices(['duckdb', 'athena'])
        .default('duckdb'),
    )
    .option('--athena-workgroup <name>', 'athena: workgroup')
    .option('--athena-output <address>', 'athena: s3://bucket/prefix/ for results, where the workgroup has none')
    .option('--athena-catalog <name>', 'athena: catalogue')
    .action((sql: string | undefined, options: RunQueryOptions) => runQuery(sql, options));
}

function tableOrAll(): Argument {
  return new Argument('[table]', 'only this one');
}

function gather(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
