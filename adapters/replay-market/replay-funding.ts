import { findFundingFile } from '../kline-files/kline-file-names.ts';
import { MarketFileError } from '../kline-files/market-file-error.ts';
import { readFundingFile } from '../kline-files/read-funding.ts';
import type { RecordedFunding } from '../kline-files/read-funding.ts';
import { minuteText } from '../kline-files/read-klines.ts';

/** Where the settlements of a replay come from: recorded, or the usual rate for want of a recording. */
export type FundingSource =
  { readonly kind: 'file'; readonly path: string } | { readonly kind: 'assumed'; readonly rate: string };

export interface ReplayFunding {
  readonly source: FundingSource;
  /** Ascending. */
  readonly settlements: readonly RecordedFunding[];
}

/** Open times, epoch ms: of the first minute of history, the first one played, and the one after the last. */
export interface PlayedMinutes {
  readonly historyFrom: number;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Binance's usual rate: 1 bp every 8 hours. */
const ASSUMED_RATE = '0.0001';
const INTERVAL_MS = 8 * 3_600_000;

/**
 * The settlements of a replay.
 * @param choice a file; 'assumed' for a constant rate; undefined for the file beside the klines whose name has
 *   "funding" in it, else assumed.
 * @param played the minutes replayed, which a file must cover, and `from` the first minute of history.
 * @throws MarketFileError naming the file and what is wrong with it.
 */
export async function replayFunding(
  choice: string | undefined,
  klinePath: string,
  symbol: string,
  played: PlayedMinutes,
): Promise<ReplayFunding> {
  const path = choice === 'assumed' ? undefined : (choice ?? (await findFundingFile(klinePath)));
  if (path === undefined) return assumedFunding(played);
  return {
    source: { kind: 'file', path },
    settlements: coveringFunding(await readFundingFile(path, symbol), path, played),
  };
}

/**
 * Of recorded settlements those of the minutes played and of their history.
 * @param recorded ascending, at least one.
 * @param path where they were read, for the error.
 * @throws MarketFileError when they don't reach over the minutes played.
 */
export function coveringFunding(
  recorded: readonly RecordedFunding[],
  path: string,
  played: PlayedMinutes,
): RecordedFunding[] {
  const first = recorded[0]!.fundingTime;
  const last = recorded.at(-1)!.fundingTime;
  if (first >= played.startsAt + INTERVAL_MS || last < played.endsAt - INTERVAL_MS) {
    throw new MarketFileError(
      path,
      undefined,
      `its settlements reach from ${minuteText(first)} to ${minuteText(last)}, but ${minuteText(played.startsAt)} to ` +
        `${minuteText(played.endsAt)} is replayed; give a file that covers it, or "assumed" for a constant ${ASSUMED_RATE}`,
    );
  }
  return recorded.filter(({ fundingTime }) => fundingTime >= played.historyFrom && fundingTime < played.endsAt);
}

/** The usual rate at 00, 08 and 16 UTC. */
export function assumedFunding({ historyFrom: from, endsAt: to }: PlayedMinutes): ReplayFunding {
  const settlements: RecordedFunding[] = [];
  for (let time = Math.ceil(from / INTERVAL_MS) * INTERVAL_MS; time < to; time += INTERVAL_MS) {
    settlements.push({ fundingTime: time, rate: ASSUMED_RATE });
  }
  return { source: { kind: 'assumed', rate: ASSUMED_RATE }, settlements };
}
