import path from 'node:path';
import type { BacktestReport } from '../../../adapters/backtest-report/backtest-report.ts';
import { openReportFolder, writeReport } from '../../../adapters/backtest-report/write-report.ts';
import type { BacktestMarket } from '../../../adapters/backtest/backtest-market.ts';
import type { BacktestSignals } from '../../../adapters/backtest/signals.ts';
import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { backtestAssumptions } from '../../../core/backtest/backtest-assumptions.ts';
import { summariseBacktest } from '../../../core/backtest/backtest-summary.ts';
import { BacktestTally } from '../../../core/backtest/backtest-tally.ts';
import { runBacktest } from '../../../core/backtest/run-backtest.ts';
import { BTCUSDT_SPEC } from '../../../core/matching/binance-specs.ts';
import type { SymbolSpec } from '../../../core/matching/engine-contract.ts';
import { money } from '../../../core/money/decimal.ts';
import { DEFAULT_RISK_LIMITS } from '../../../core/risk/limits.ts';
import type { RiskLimits } from '../../../core/risk/limits.ts';
import { dataDirectoryOf } from '../lake/lake-place.ts';
import { printAnswer } from '../lake/output.ts';
import { backtestText } from './backtest-text.ts';
import { withChosenMarket } from './chosen-market.ts';
import type { MarketOptions } from './chosen-market.ts';
import { chosenSignals, refuseBadChoice } from './chosen-signals.ts';
import type { SignalsChoice } from './chosen-signals.ts';

export interface BacktestCommandOptions extends MarketOptions, SignalsChoice {
  readonly rules: 'gated' | 'seed';
  readonly deposit: string;
  readonly fee: string;
  readonly out?: string;
}

/** `minutehand backtest`: reads, predicts, plays, sums up, writes the report and prints its figures. */
export async function runBacktestCommand(options: BacktestCommandOptions): Promise<void> {
  const deposit = depositOf(options.deposit);
  const spec = { ...BTCUSDT_SPEC, takerFee: feeOf(options.fee) };
  const limits: RiskLimits = { ...DEFAULT_RISK_LIMITS, rules: options.rules };
  refuseBadChoice(options);
  if (options.out !== undefined) openReportFolder(path.resolve(options.out));
  await withChosenMarket(options, spec, async (market, lake) => {
    const signals = await chosenSignals(options, market, limits.horizonMinutes, lake);
    const folder = path.resolve(options.out ?? defaultFolder(options, market, signals));
    openReportFolder(folder);
    const tally = new BacktestTally();
    const { startsAt: from, endsAt: to } = market;
    const outcome = runBacktest({
      market,
      settings: {
        symbol: market.symbol,
        runTag: 'backtest',
        clock: { kind: 'lockstep' },
        limits,
        prior: signals.prior,
      },
      deposit,
      from,
      to,
      predictionAt: signals.predictionAt,
      onRecords: (records) => tally.add(records),
    });
    const summary = summariseBacktest({ from, to, deposit, tally, outcome, seed: options.seed });
    const report = reportOf({ market, signals, spec, limits, summary });
    writeReport(folder, report, tally);
    printAnswer(options, { folder, ...report }, () => backtestText(report, folder));
  });
}

function reportOf(run: {
  readonly market: BacktestMarket;
  readonly signals: BacktestSignals;
  readonly spec: SymbolSpec;
  readonly limits: RiskLimits;
  readonly summary: BacktestReport['summary'];
}): BacktestReport {
  const { market, signals, spec, limits, summary } = run;
  return {
    market: `${market.symbol} from ${market.place}`,
    signals: signals.sentence,
    takerFee: spec.takerFee,
    rules: limits.rules,
    warnings: signals.warnings,
    summary,
    assumptions: backtestAssumptions({
      spec: market.spec,
      limits,
      fundingSentence: fundingSentence(market),
      priorSentence: signals.priorSentence,
    }),
  };
}

function fundingSentence({ fundingSource }: BacktestMarket): string {
  if (fundingSource.kind === 'file') return `the recorded ones of ${fundingSource.path}`;
  return `assumed, for want of a recording: ${100 * Number(fundingSource.rate)} % every 8 hours`;
}

function defaultFolder(options: MarketOptions, market: BacktestMarket, { id }: BacktestSignals): string {
  const time = (epoch: number): string =>
    new Date(epoch).toISOString().slice(0, 16).replace(':', '').replace('T0000', '');
  const { lake: _, ...place } = options;
  return path.join(dataDirectoryOf(place), 'backtests', `${time(market.startsAt)}_${time(market.endsAt)}_${id}`);
}

function depositOf(text: string): string {
  if (/^\d{1,12}(\.\d{1,8})?$/.test(text) && Number(text) > 0) return text;
  throw new ConfigurationRefused(`--deposit is "${text}", and must be an amount of USDT, like 10000`);
}

/** A fraction as decimal text. */
function feeOf(text: string): string {
  const [, digits, percent] = /^(\d+(?:\.\d{1,8})?)(%?)$/.exec(text) ?? [];
  const fraction = digits === undefined ? NaN : percent === '%' ? Number(digits) / 100 : Number(digits);
  if (fraction >= 0 && fraction <= 0.01)
    return money(digits!)
      .div(percent === '%' ? 100 : 1)
      .toFixed();
  throw new ConfigurationRefused(`--fee is "${text}", and must be from 0 to 1%, like 0.04% or 0.0004`);
}
