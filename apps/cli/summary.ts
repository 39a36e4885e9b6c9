import type { AuditReader } from '../../adapters/audit/port.ts';
import type { DecisionRecord, EquityRecord, TradeRecord } from '../../core/trading/records.ts';
import { Money } from '../../core/money/decimal.ts';

/** What a run did, over its bars. Money in USDT as decimal text; fractions and basis points as numbers. */
export interface RunSummary {
  readonly bars: number;
  /** Open times of the first and the last bar decided, epoch ms. */
  readonly from?: number;
  readonly to?: number;
  readonly decisions: Readonly<Record<string, number>>;
  /** Refused entries by the first reason of each. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly trades: TradesSummary;
  readonly equity?: { readonly start: string; readonly end: string };
  /** Greatest fall of equity from an earlier peak, a fraction. */
  readonly maxDrawdown: number;
}

export interface TradesSummary {
  readonly count: number;
  readonly wins: number;
  /** Share of trades with a net profit; null without trades. */
  readonly winRate: number | null;
  /** Mean net result in basis points of entry notional; null without trades. */
  readonly expectancyBps: number | null;
  readonly net: string;
  readonly fees: string;
  readonly funding: string;
}

/** Which bars belong to a run: those after `afterBar`, at most `bars` of them. */
export interface RunSpan {
  readonly afterBar: number;
  readonly bars?: number;
}

/** Records are read from the end of each table; this many cover half a year of minutes. */
const RECORDS_READ = 262_144;

/** Reads the audit of a run. */
export async function summarise(audit: AuditReader, span: RunSpan): Promise<RunSummary> {
  const [decisions, trades, equity] = await Promise.all([
    audit.latest('decisions', RECORDS_READ),
    audit.latest('trades', RECORDS_READ),
    audit.latest('equity', RECORDS_READ),
  ]);
  const decided = decisions.filter(({ bar }) => bar > span.afterBar).sort((a, b) => a.bar - b.bar);
  const counted = span.bars === undefined ? decided : decided.slice(0, span.bars);
  const last = counted.at(-1)?.bar ?? span.afterBar;
  const within = ({ bar }: { bar: number }) => bar > span.afterBar && bar <= last;
  return {
    bars: counted.length,
    ...(counted[0] === undefined ? {} : { from: counted[0].bar, to: last }),
    decisions: countBy(counted, ({ action }) => action),
    refusals: countBy(counted.filter(isRefused), ({ refusals }) => refusals[0]?.code ?? 'UNKNOWN'),
    trades: summariseTrades(trades.filter(within)),
    ...equityOf(equity.filter(within)),
  };
}

function isRefused({ action, refusals }: DecisionRecord): boolean {
  return action === 'refuse' && refusals.length > 0;
}

function summariseTrades(trades: readonly TradeRecord[]): TradesSummary {
  const total = (of: (trade: TradeRecord) => string) =>
    trades.reduce((sum, trade) => sum.plus(of(trade)), new Money(0)).toFixed();
  const wins = trades.filter(({ netPnl }) => new Money(netPnl).gt(0)).length;
  return {
    count: trades.length,
    wins,
    winRate: trades.length === 0 ? null : wins / trades.length,
    expectancyBps: trades.length === 0 ? null : trades.reduce((sum, { netBps }) => sum + netBps, 0) / trades.length,
    net: total(({ netPnl }) => netPnl),
    fees: total(({ fees }) => fees),
    funding: total(({ funding }) => funding),
  };
}

function equityOf(records: readonly EquityRecord[]): Pick<RunSummary, 'equity' | 'maxDrawdown'> {
  const curve = [...records].sort((a, b) => a.bar - b.bar);
  const [first, last] = [curve[0], curve.at(-1)];
  if (!first || !last) return { maxDrawdown: 0 };
  let peak = new Money(0);
  let worst = new Money(0);
  for (const record of curve) {
    const equity = new Money(record.equity);
    if (equity.gt(peak)) peak = equity;
    const fall = peak.isZero() ? new Money(0) : peak.minus(equity).div(peak);
    if (fall.gt(worst)) worst = fall;
  }
  return { equity: { start: first.equity, end: last.equity }, maxDrawdown: worst.toNumber() };
}

function countBy<T>(records: readonly T[], key: (record: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const record of records) counts[key(record)] = (counts[key(record)] ?? 0) + 1;
  return counts;
}

/** The summary for a person. The win rate never stands alone. */
export function summaryLines(summary: RunSummary): string[] {
  const { bars, from, to, trades, equity } = summary;
  const span = from === undefined || to === undefined ? '' : ` (${minute(from)} to ${minute(to)} UTC)`;
  const results =
    trades.winRate === null || trades.expectancyBps === null
      ? 'no trade'
      : `${trades.count} trades: ${percent(trades.winRate)} won, ${trades.expectancyBps.toFixed(1)} bps a trade after costs, ` +
        `net ${amount(trades.net)}, fees ${amount(trades.fees)}, funding ${amount(trades.funding)} USDT`;
  return [
    `${bars} bars${span}: ${listed(summary.decisions)}`,
    `refused: ${listed(summary.refusals)}`,
    results,
    equity === undefined
      ? 'equity not known'
      : `equity ${amount(equity.start)} → ${amount(equity.end)} USDT, greatest drawdown ${percent(summary.maxDrawdown, 2)}`,
  ];
}

function listed(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).sort(([, a], [, b]) => b - a);
  return parts.length === 0 ? 'nothing' : parts.map(([name, count]) => `${count} ${name}`).join(', ');
}

const percent = (fraction: number, digits = 0) => `${(fraction * 100).toFixed(digits)} %`;
const amount = (text: string) => new Money(text).toFixed(2);
const minute = (time: number) => new Date(time).toISOString().slice(0, 16).replace('T', ' ');
