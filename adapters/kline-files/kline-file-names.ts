import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { MarketFileError } from './market-file-error.ts';

/** What a Binance Vision file name says: `BTCUSDT-1m-2022-01.csv.gz`, or of a day `BTCUSDT-1m-2022-01-31.csv`. */
export interface KlineFileName {
  readonly symbol: string;
  readonly interval: string;
  /** The period [from, to), epoch ms. */
  readonly from: number;
  readonly to: number;
}

const VISION_NAME = /^([A-Z0-9_]+)-(\d+[a-zA-Z]+)-(\d{4})-(\d{2})(?:-(\d{2}))?\.csv(?:\.gz)?$/;
const MARKET_FILE = /\.csv(\.gz)?$/;
/** Funding rates may lie beside the klines. */
const FUNDING_NAME = /funding/i;

/** Undefined for a name of another kind. */
export function parseKlineFileName(file: string): KlineFileName | undefined {
  const match = VISION_NAME.exec(path.basename(file));
  if (!match) return undefined;
  const [, symbol, interval, year, month, day] = match as unknown as [string, string, string, string, string, string?];
  const monthIndex = Number(month) - 1;
  const from = Date.UTC(Number(year), monthIndex, day === undefined ? 1 : Number(day));
  const to =
    day === undefined ? Date.UTC(Number(year), monthIndex + 1, 1) : Date.UTC(Number(year), monthIndex, Number(day) + 1);
  return { symbol, interval, from, to };
}

/**
 * The kline files at `location`: the file itself, or those of a directory, by name. In a directory, files whose name says that
 * they are of another symbol or interval, or of a time outside [from, to), are left out.
 * @throws MarketFileError when there are none, or the one file is of another symbol or interval.
 */
export async function listKlineFiles(
  location: string,
  wanted: { readonly symbol: string; readonly from: number; readonly to: number },
): Promise<string[]> {
  if (!(await isDirectory(location))) {
    const name = parseKlineFileName(location);
    if (name && !isOf(name, wanted.symbol)) {
      throw new MarketFileError(
        location,
        undefined,
        `by its name these are ${name.interval} klines of ${name.symbol}; 1m klines of ${wanted.symbol} are asked for`,
      );
    }
    return [location];
  }
  const names = (await readdir(location)).sort();
  const files = names.filter((name) => MARKET_FILE.test(name) && !FUNDING_NAME.test(name));
  const fitting = files.filter((file) => {
    const name = parseKlineFileName(file);
    return !name || (isOf(name, wanted.symbol) && name.to > wanted.from && name.from < wanted.to);
  });
  if (fitting.length === 0) throw new MarketFileError(location, undefined, noneReason(names, files, wanted.symbol));
  return fitting.map((file) => path.join(location, file));
}

/** The funding file beside the klines: in the directory itself, or beside the file. Undefined when there is none. */
export async function findFundingFile(location: string): Promise<string | undefined> {
  const directory = (await isDirectory(location)) ? location : path.dirname(location);
  const names = (await readdir(directory)).sort();
  const name = names.find((one) => MARKET_FILE.test(one) && FUNDING_NAME.test(one));
  return name === undefined ? undefined : path.join(directory, name);
}

function noneReason(names: readonly string[], files: readonly string[], symbol: string): string {
  if (files.length > 0) return `none of its ${files.length} kline files is of ${symbol}, 1m, in the time asked for`;
  const zipped = names.some((name) => name.endsWith('.zip')) ? '; unpack the .zip files first' : '';
  return `the directory has no .csv or .csv.gz file${zipped}`;
}

function isOf(name: KlineFileName, symbol: string): boolean {
  return name.symbol === symbol && name.interval === '1m';
}

async function isDirectory(location: string): Promise<boolean> {
  try {
    return (await stat(location)).isDirectory();
  } catch {
    throw new MarketFileError(location, undefined, 'there is no such file or directory');
  }
}
