import escapeHtml from 'escape-html';
import type { BacktestSummary } from '../../core/backtest/backtest-summary.ts';
import type { ResultOfTime } from '../../core/metrics/results-by-time.ts';
import type { BacktestReport } from './backtest-report.ts';
import { amountText, figureTexts, percentText } from './figure-text.ts';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const STYLE = `
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; color: #1c2430; background: #fff; margin: 0 auto; padding: 24px; max-width: 1000px; overflow-wrap: anywhere; }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 17px; margin: 32px 0 8px; }
.what { color: #4a5566; margin: 0; }
.warning { border-left: 4px solid #b3372f; background: #fbeeed; padding: 8px 12px; margin: 12px 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 4px 12px 4px 0; border-bottom: 1px solid #e3e7ed; vertical-align: top; }
th { font-weight: 600; color: #4a5566; } .number { text-align: right; white-space: nowrap; }
.loss { color: #b3372f; } .note { color: #4a5566; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)); gap: 0 40px; }
svg { max-width: 100%; height: auto; }
dt { font-weight: 600; } dd { margin: 0 0 8px; color: #333e4d; }`;

/** One HTML page that needs nothing beside it: no script, no font, no picture from elsewhere. `picture` is an SVG. */
export function reportPage(report: BacktestReport, picture: string): string {
  const { summary, assumptions, warnings } = report;
  const days = `${dayText(summary.from)} to ${dayText(summary.to)} UTC`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(`Backtest ${days}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Backtest</h1>
<p class="what">${escapeHtml(days)}, ${escapeHtml(report.market)}</p>
<p class="what">${escapeHtml(report.signals)}; rules: ${report.rules}; taker fee ${percentText(Number(report.takerFee), 3)}; every result is after fees, slippage and funding</p>
${warnings.map((warning) => `<p class="warning">${escapeHtml(warning)}</p>`).join('\n')}
<h2>Figures</h2>
${table(
  ['', ['', 'number'], ''],
  figureTexts(summary).map(({ name, value, note }) => [name, value, note]),
)}
<h2>Equity and drawdown</h2>
${picture}
<h2>By month</h2>
${monthTable(summary)}
<div class="columns">
<div><h2>By hour of the entry, UTC</h2>${timeTable('Hour', summary.byHour, (hour) => `${String(hour).padStart(2, '0')}:00`)}</div>
<div><h2>By weekday of the entry, UTC</h2>${timeTable('Weekday', summary.byWeekday, (day) => WEEKDAYS[day]!)}
<h2>What was decided</h2>${decisionTable(summary)}
<h2>Why not</h2>${refusalTable(summary)}</div>
</div>
<h2>Assumptions</h2>
<dl>
${assumptions.map(({ about, sentence }) => `<dt>${escapeHtml(about)}</dt><dd>${escapeHtml(sentence)}</dd>`).join('\n')}
</dl>
</body>
</html>
`;
}

type Head = string | readonly [title: string, className: string];

function table(heads: readonly Head[], rows: readonly (readonly string[])[]): string {
  const classes = heads.map((head) => (typeof head === 'string' ? '' : ` class="${head[1]}"`));
  const title = (head: Head): string => escapeHtml(typeof head === 'string' ? head : head[0]);
  const cell = (text: string, index: number): string => {
    const isLoss = classes[index] !== '' && text.startsWith('-');
    return `<td${classes[index]}>${isLoss ? `<span class="loss">${escapeHtml(text)}</span>` : escapeHtml(text)}</td>`;
  };
  const head = heads.some((one) => title(one) !== '')
    ? `<thead><tr>${heads.map((one, index) => `<th${classes[index]}>${title(one)}</th>`).join('')}</tr></thead>`
    : '';
  return `<table>${head}<tbody>\n${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}\n</tbody></table>`;
}

const NUMBER = 'number';

function monthTable({ byMonth }: BacktestSummary): string {
  return table(
    ['Month', ['Trades', NUMBER], ['Net, USDT', NUMBER], ['Return', NUMBER]],
    byMonth.map(({ month, count, netPnl, return: gain }) => [
      month,
      String(count),
      amountText(netPnl),
      percentText(gain),
    ]),
  );
}

function timeTable(name: string, results: readonly ResultOfTime[], text: (when: number) => string): string {
  return table(
    [name, ['Trades', NUMBER], ['Net, USDT', NUMBER]],
    results.map(({ when, count, netPnl }) => [text(when), String(count), amountText(netPnl)]),
  );
}

function decisionTable({ decisions }: BacktestSummary): string {
  return table(
    ['Decision', ['Minutes', NUMBER]],
    Object.entries(decisions.actions).map(([action, count]) => [action, String(count)]),
  );
}

function refusalTable({ decisions }: BacktestSummary): string {
  const rows = Object.entries(decisions.refusals).sort(([, a], [, b]) => b - a);
  if (rows.length === 0) return '<p class="note">Nothing was refused.</p>';
  return table(
    ['Refusal', ['Minutes', NUMBER]],
    rows.map(([code, count]) => [code, String(count)]),
  );
}

function dayText(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
