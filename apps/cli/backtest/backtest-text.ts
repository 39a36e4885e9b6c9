import type { BacktestReport } from '../../../adapters/backtest-report/backtest-report.ts';
import { figureTexts } from '../../../adapters/backtest-report/figure-text.ts';
import { minuteText } from '../../../adapters/kline-files/read-klines.ts';
import { terminalWidth, textTable, wrappedText } from '../lake/text-table.ts';

/** What a terminal shows of a backtest: what was run, its figures, why it did not trade, and where the rest is. */
export function backtestText(report: BacktestReport, folder: string): string {
  const { summary } = report;
  const width = terminalWidth();
  const figures = figureTexts(summary).map(({ name, value, note }) => [name, value, note]);
  const columns = [{ title: '' }, { title: '', align: 'right' as const }, { title: '', wrap: true }];
  const refusals = Object.entries(summary.decisions.refusals).sort(([, a], [, b]) => b - a);
  return [
    `${minuteText(summary.from)} to ${minuteText(summary.to)}, ${report.market}`,
    `${report.signals}; rules: ${report.rules}`,
    ...report.warnings.map((warning) => wrappedText(`Beware: ${warning}`, width)),
    textTable(columns, figures, width).replace(/^\s*\n/, ''),
    '',
    refusals.length === 0
      ? 'Nothing was refused.'
      : `Minutes refused: ${refusals.map(([code, count]) => `${code} ${count}`).join(', ')}`,
    `Report: ${folder}/report.html, with its assumptions`,
  ].join('\n');
}
