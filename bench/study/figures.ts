import { bootstrapMean } from '../../core/metrics/bootstrap-mean.ts';
import { winRate } from '../../core/metrics/win-rate.ts';
import { mean } from '../../core/metrics/mean.ts';
import { luckAsGood } from './random-baseline.ts';
import type { RandomBaseline } from './random-baseline.ts';
import type { StudyTrade } from './run-signals.ts';

/** A table in Markdown. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

export function bps(value: number): string {
  return Number.isFinite(value) ? `${value < 0 ? '−' : value > 0 ? '+' : ''}${Math.abs(value).toFixed(1)}` : 'N/A';
}

export function percent(share: number, digits = 1): string {
  return Number.isFinite(share) ? `${share < 0 ? '−' : ''}${(Math.abs(share) * 100).toFixed(digits)} %` : 'N/A';
}

/** Mean with its bootstrap interval; N/A below 10 trades. */
export function meanText(values: readonly number[]): string {
  const found = bootstrapMean(values, 1);
  if (!found) return 'N/A';
  return `${bps(mean(values))} (${bps(found.interval.low)} to ${bps(found.interval.high)})`;
}

export const TRADE_TITLES = [
  'strategy',
  'trades',
  'wins (95 %)',
  'before fees',
  'net at 0.04 %',
  'net at 0.05 % (95 %)',
  'random entry, same exits',
  'luck as good',
];

/** The columns of TRADE_TITLES; results in basis points a trade. */
export function tradeRow(name: string, trades: readonly StudyTrade[], random: RandomBaseline | undefined): string[] {
  if (trades.length === 0) return [name, '0', 'N/A', 'N/A', 'N/A', 'N/A', 'N/A', 'N/A'];
  const wins = winRate(trades.map(({ netBps }) => netBps))!;
  const enough = trades.length >= 10;
  return [
    name,
    String(trades.length),
    `${percent(wins.rate, 0)} (${percent(wins.interval.low, 0)} to ${percent(wins.interval.high, 0)})`,
    enough ? bps(mean(trades.map(({ grossBps }) => grossBps))) : 'N/A',
    enough ? bps(mean(trades.map(({ netBpsAtLowFee }) => netBpsAtLowFee))) : 'N/A',
    meanText(trades.map(({ netBps }) => netBps)),
    random ? meanText(random.trades.map(({ netBps }) => netBps)) : 'N/A',
    random && enough ? percent(luckAsGood(trades, random), 1) : 'N/A',
  ];
}
