import { accessSync, constants, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { EquityPoint } from '../../core/metrics/daily-returns.ts';
import type { TradeRecord } from '../../core/trading/records.ts';
import { ConfigurationRefused } from '../config/refusal.ts';
import type { BacktestReport } from './backtest-report.ts';
import { equityPicture } from './equity-picture.ts';
import { reportPage } from './report-page.ts';
import { tradesCsv } from './trades-csv.ts';

/** Makes the folder, before hours are spent on what could not be kept. @throws ConfigurationRefused when it can't be written. */
export function openReportFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new ConfigurationRefused(`--out can't be written: ${(error as Error).message}`);
  }
}

/** Writes report.html, equity.svg, trades.csv and summary.json, each whole or not at all; what was there is replaced. */
export function writeReport(
  folder: string,
  report: BacktestReport,
  kept: { readonly equity: readonly EquityPoint[]; readonly trades: readonly TradeRecord[] },
): void {
  const picture = equityPicture(kept.equity, Number(report.summary.deposit));
  const files = {
    'equity.svg': `${picture}\n`,
    'trades.csv': tradesCsv(kept.trades),
    'summary.json': `${JSON.stringify(report, undefined, 2)}\n`,
    'report.html': reportPage(report, picture),
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  }
}
