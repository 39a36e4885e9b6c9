import { ArchiveError } from '../archive/port.ts';
import type { ArchiveFile } from '../archive/port.ts';
import { MarketFileError } from '../kline-files/market-file-error.ts';
import { readFundingFile } from '../kline-files/read-funding.ts';
import { readKlineFiles } from '../kline-files/read-klines.ts';

/**
 * Reads klines and funding rates as the replay market does: what it would refuse must not come into bronze either. Other
 * kinds are checked line by line in bulk, see line-checks.ts.
 * @throws ArchiveError `content` naming file and line.
 */
export async function checkRows(csv: string, file: ArchiveFile): Promise<void> {
  try {
    if (file.kind === 'klines') await readKlineFiles({ path: csv, symbol: file.symbol });
    if (file.kind === 'fundingRate') await readFundingFile(csv, file.symbol);
  } catch (error) {
    if (!(error instanceof MarketFileError)) throw error;
    // The reader names the unpacked file; what the user knows is the archive's.
    throw new ArchiveError('content', error.message.replaceAll(csv, file.name));
  }
}
