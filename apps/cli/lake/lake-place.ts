import path from 'node:path';
import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { lakeLocationText, parseLakeLocation } from '../../../adapters/lakehouse/lake-location.ts';
import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import type { LakeLocation } from '../../../adapters/lakehouse/lakehouse.ts';
import { LAKE_TABLE_NAMES } from '../../../adapters/lakehouse/tables/all-tables.ts';
import { defaultDataDirectory } from '../data-directory.ts';

/** What every command on a lake may be told. */
export interface LakeOptions {
  readonly dataDir?: string;
  /** A folder, or s3://bucket/prefix. */
  readonly lake?: string;
  readonly json?: boolean;
}

export interface OpenLake {
  readonly lake: Lakehouse;
  /** For people: the folder, or the address in S3. */
  readonly place: string;
}

const ENGINE = { memoryLimit: '1GB' } as const;

/** The folder of state: --data-dir, or that of `npm start` on its default market. Absolute. */
export function dataDirectoryOf({ dataDir }: LakeOptions): string {
  return path.resolve(dataDir ?? defaultDataDirectory('simulated', 'paper', process.env));
}

/** Where the lake is: --lake, or `lake` in the folder of state. @throws ConfigurationRefused */
export function lakeLocationOf(options: LakeOptions): LakeLocation {
  if (options.lake === undefined) return { kind: 'folder', folder: path.join(dataDirectoryOf(options), 'lake') };
  if (options.dataDir !== undefined) {
    throw new ConfigurationRefused('--lake and --data-dir both say where the lake is: give one of them');
  }
  try {
    return parseLakeLocation(options.lake);
  } catch (error) {
    throw new ConfigurationRefused(`--lake: ${(error as Error).message}`);
  }
}

/** Runs with the lake that is there, closed after. @throws ConfigurationRefused when none is. */
export async function withLake<T>(options: LakeOptions, use: (open: OpenLake) => Promise<T>): Promise<T> {
  const location = lakeLocationOf(options);
  const place = lakeLocationText(location);
  const lake = new Lakehouse(location, { ...ENGINE, warn: (sentence) => void process.stderr.write(`${sentence}\n`) });
  try {
    const there = await Promise.all(LAKE_TABLE_NAMES.map((name) => lake.existing(name)));
    if (there.every((table) => table === undefined)) {
      throw new ConfigurationRefused(
        `there is no lake in ${place}: none of its tables is there; --data-dir or --lake names another place`,
      );
    }
    return await use({ lake, place });
  } finally {
    await lake.close();
  }
}
