import { LIVE_BARS } from '../../core/features/compute.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import type { SymbolSpec } from '../../core/matching/engine-contract.ts';
import type { KnownMinutes } from '../../core/matching/minute-market.ts';
import { ConfigurationRefused } from '../config/refusal.ts';
import type { KlineTable } from '../kline-files/kline-table.ts';
import { minuteText } from '../kline-files/read-klines.ts';
import { recordedMinutes } from '../replay-market/recorded-minutes.ts';
import type { FundingSource, PlayedMinutes, ReplayFunding } from '../replay-market/replay-funding.ts';

/** Recorded minutes that a backtest runs through: from `startsAt` on they are played, those before are its history. */
export interface BacktestMarket extends KnownMinutes, PlayedMinutes {
  /** Where its minutes were read: a folder, or the place of a lake. */
  readonly place: string;
  readonly fundingSource: FundingSource;
}

/** What of a recording is asked for; open times in epoch ms. */
export interface AskedMinutes {
  /** First minute played; default: the first one that has 1,500 minutes before it. */
  readonly from?: number | undefined;
  /** End, not included; default: that of the recording. */
  readonly to?: number | undefined;
  /** Minutes of history that are read where they are there; at least, and by default, 2 days. */
  readonly history?: number | undefined;
  readonly spec: SymbolSpec;
  /** `assumed`: 1 bp every 8 hours instead of recorded settlements. */
  readonly funding?: string | undefined;
}

/** What a recording reaches over: [first, end), open times. */
export interface RecordedSpan {
  readonly first: number;
  readonly end: number;
  readonly place: string;
}

/** The last 60 minutes that a model looks at, each from 1,500 before it; and the funding settled before them. */
const LEAST_HISTORY_READ = 2 * 1440;

/** Open time from which a recording has to be read. */
export function readFrom({ from, history = 0 }: AskedMinutes): number {
  return from === undefined ? -Infinity : from - Math.max(LEAST_HISTORY_READ, history) * MINUTE_MS;
}

/** @throws ConfigurationRefused when what is asked for is empty or lies outside the recording; it says what there is. */
export function refuseOutside({ from, to }: AskedMinutes, { first, end, place }: RecordedSpan): void {
  if (from !== undefined && to !== undefined && from >= to) {
    throw new ConfigurationRefused(
      `the interval is empty: --to ${minuteText(to)} does not come after --from ${minuteText(from)}`,
    );
  }
  const there = `${place} has ${minuteText(first)} to ${minuteText(end - MINUTE_MS)}`;
  const earliest = first + LIVE_BARS * MINUTE_MS;
  if (earliest >= end) {
    throw new ConfigurationRefused(`${there}: a backtest needs ${LIVE_BARS} minutes of history and at least one more`);
  }
  if (from !== undefined && (from < earliest || from >= end)) {
    throw new ConfigurationRefused(
      `--from ${minuteText(from)} can't be played: ${there}, and with ${LIVE_BARS} minutes of history it can be from ` +
        `${minuteText(earliest)} on`,
    );
  }
  if (to !== undefined && (to <= earliest || to > end)) {
    throw new ConfigurationRefused(
      `--to ${minuteText(to)} lies outside the data: ${there}, so an end after ${minuteText(earliest)} and up to ${minuteText(end)} is right`,
    );
  }
}

/** The market of what was read: `asked` has been judged by refuseOutside, and the table reaches over it. */
export async function backtestMarketOf(
  asked: AskedMinutes,
  table: KlineTable,
  place: string,
  fundingOf: (played: PlayedMinutes) => Promise<ReplayFunding> | ReplayFunding,
): Promise<BacktestMarket> {
  const historyFrom = table.openTimeAt(0);
  const startsAt = asked.from ?? historyFrom + LIVE_BARS * MINUTE_MS;
  const endsAt = asked.to ?? table.openTimeAt(table.length - 1) + MINUTE_MS;
  const start = table.firstAtOrAfter(startsAt);
  if (start === table.firstAtOrAfter(endsAt)) {
    throw new ConfigurationRefused(
      `${place} has no minute from ${minuteText(startsAt)} to ${minuteText(endsAt)}: all of them are missing`,
    );
  }
  const played = { historyFrom, startsAt, endsAt };
  const { settlements, source } = await fundingOf(played);
  return { ...recordedMinutes(table, settlements, asked.spec, start), ...played, place, fundingSource: source };
}
