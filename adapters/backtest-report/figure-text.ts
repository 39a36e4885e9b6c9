import type { BacktestSummary } from '../../core/backtest/backtest-summary.ts';
import type { FigureName } from '../../core/backtest/missing-figures.ts';
import type { Interval } from '../../core/metrics/interval.ts';
import { money } from '../../core/money/decimal.ts';

/** A figure for people: its name, its value, and what has to be read with it. */
export interface FigureText {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

/** The figures of a summary in the order in which they are read, those that can't be given as N/A with the reason. */
export function figureTexts(summary: BacktestSummary): FigureText[] {
  const { winRate, meanTrade, turnover, missing } = summary;
  const decimals = (value: number | null, digits: number): string => (value === null ? 'N/A' : value.toFixed(digits));
  const why = (name: FigureName, note: string): string => missing[name] ?? note;
  return [
    {
      name: 'Net profit',
      value: `${amountText(summary.netProfit)} USDT`,
      note: `${percentText(summary.return)} of ${summary.deposit}`,
    },
    {
      name: 'Market meanwhile',
      value: summary.marketReturn === null ? 'N/A' : percentText(summary.marketReturn),
      note: 'last close against the first, without costs',
    },
    {
      name: 'Trades',
      value: String(summary.trades),
      note: `${summary.longs} long, ${summary.trades - summary.longs} short; left by ${exitsText(summary)}`,
    },
    {
      name: 'Mean trade',
      value: meanTrade === null ? 'N/A' : `${meanTrade.bps.toFixed(2)} bps`,
      note: why(
        'meanTrade',
        meanTrade === null
          ? ''
          : `95 %: ${intervalText(meanTrade.interval, 2)} bps; p = ${meanTrade.pValue.toFixed(4)} that it is not above 0`,
      ),
    },
    {
      name: 'Win rate',
      value: winRate === null ? 'N/A' : percentText(winRate.rate, 1),
      note: why(
        'winRate',
        winRate === null
          ? ''
          : `95 %: ${percentText(winRate.interval.low, 1)} to ${percentText(winRate.interval.high, 1)}; says nothing without the mean trade`,
      ),
    },
    {
      name: 'Expectancy',
      value: summary.expectancy === null ? 'N/A' : `${summary.expectancy.toFixed(4)} USDT`,
      note: why('expectancy', 'mean net result of a trade'),
    },
    {
      name: 'Profit factor',
      value: decimals(summary.profitFactor, 2),
      note: why('profitFactor', 'gains ÷ losses'),
    },
    { name: 'Sharpe', value: decimals(summary.sharpe, 2), note: why('sharpe', 'of daily returns, a year') },
    { name: 'Sortino', value: decimals(summary.sortino, 2), note: why('sortino', 'of daily returns, a year') },
    {
      name: 'Calmar',
      value: decimals(summary.calmar, 2),
      note: why('calmar', 'yearly return ÷ greatest drawdown'),
    },
    { name: 'Greatest drawdown', value: percentText(summary.maxDrawdown), note: 'from a peak, by minute closes' },
    { name: 'Exposure', value: percentText(summary.exposure), note: 'minutes in a position' },
    {
      name: 'Turnover',
      value: `${turnover.multiple.toFixed(1)} deposits`,
      note: `${amountText(turnover.notional)} USDT bought and sold`,
    },
    { name: 'Fees', value: `${amountText(summary.fees)} USDT`, note: 'paid' },
    { name: 'Funding', value: `${amountText(summary.funding)} USDT`, note: 'paid less received' },
    {
      name: 'Minutes',
      value: String(summary.minutes),
      note: summary.minutesWithoutBar === 0 ? 'none missing' : `${summary.minutesWithoutBar} missing`,
    },
  ];
}

/** e.g. "−1.25 %" of −0.0125. */
export function percentText(fraction: number, digits = 2): string {
  return `${(100 * fraction).toFixed(digits)} %`;
}

/** Cents of a decimal amount. */
export function amountText(amount: string): string {
  return money(amount).toFixed(2);
}

function intervalText({ low, high }: Interval, digits: number): string {
  return `${low.toFixed(digits)} to ${high.toFixed(digits)}`;
}

function exitsText({ exits }: BacktestSummary): string {
  const parts = Object.entries(exits).map(([exit, count]) => `${exit} ${count}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}
