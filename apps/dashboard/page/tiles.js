import { signalClass } from './decision-table.js';
import { amount, clock, dayAndClock, percent, resultClass, sentence, signedAmount, signedBps } from './format.js';

const MODES = { running: 'Running', paused: 'Paused', halted: 'Halted', stopped: 'Stopped' };

/**
 * @param {string} id
 * @param {string} figure
 * @param {string} note
 * @param {string} [className] of the figure
 */
function fill(id, figure, note, className = '') {
  const tile = document.getElementById(id);
  const [figureElement, noteElement] = [tile.querySelector('.figure'), tile.querySelector('.note')];
  figureElement.textContent = figure;
  figureElement.className = `figure ${className}`;
  noteElement.textContent = note;
  noteElement.title = note;
}

/** @param {object} snapshot */
export function showTiles(snapshot) {
  showMode(snapshot);
  showEquity(snapshot);
  showDrawdown(snapshot);
  showSignal(snapshot);
  showFigures(snapshot.figures);
  showLatency(snapshot);
}

function showMode({ status, problems }) {
  const mode = status?.mode;
  if (!mode) {
    const why = problems.strategy ?? 'the dashboard was not told where it runs';
    return fill('mode', 'Not reachable', `${sentence(why)}.`, 'loss');
  }
  // 0 before the first bar: then only the reason is known.
  const since = mode.since > 0 ? `since ${dayAndClock(mode.since)}` : '';
  const until = mode.mode === 'halted' && status.haltUntil ? `, until ${dayAndClock(status.haltUntil)}` : '';
  const by = mode.who && mode.who !== 'minutehand' ? ` (${mode.who})` : '';
  const behind = status.unwritten > 0 ? ` ${status.unwritten} records wait to be written.` : '';
  const note = `${sentence([`${since}${until}`, mode.why].filter(Boolean).join(': '))}${by}.${behind}`;
  return fill('mode', MODES[mode.mode] ?? mode.mode, note, mode.mode === 'running' ? '' : 'loss');
}

function showEquity({ status, equity }) {
  const newest = equity.at(-1);
  const now = status?.equity ?? newest?.equity;
  if (now === undefined) return fill('equity-now', '–', 'No record yet');
  const wallet = status?.wallet === undefined ? '' : `wallet ${amount(status.wallet)} USDT`;
  return fill('equity-now', amount(now), wallet || 'USDT');
}

function showDrawdown({ status, equity }) {
  const drawdown = status?.drawdown ?? equity.at(-1)?.drawdown;
  const limit = status?.dailyDrawdownLimit;
  const meter = document.querySelector('#drawdown .meter');
  const used = drawdown !== undefined && limit ? Math.min(1, drawdown / limit) : 0;
  meter.firstElementChild.style.width = `${used * 100}%`;
  meter.classList.toggle('high', used > 0.6);
  meter.setAttribute('aria-valuenow', String(Math.round(used * 100)));
  if (drawdown === undefined) return fill('drawdown', '–', '');
  const note = limit ? `breaker at ${percent(limit, 1)}` : 'below the equity at 00:00 UTC';
  return fill('drawdown', percent(drawdown, 2), note);
}

function showSignal({ status, decisions }) {
  const decision = decisions.at(-1);
  const last = status?.lastSignal ?? (decision?.signal === 'NONE' ? undefined : decision);
  if (!last) return fill('signal', '–', 'No signal yet');
  const move = Number.isFinite(last.expectedMoveBps) ? `expects ${signedBps(last.expectedMoveBps)} bps` : '';
  const bar = last.bar === undefined ? '' : `, bar ${clock(last.bar)}`;
  return fill('signal', `${last.signal} ${percent(last.confidence)}`, `${move}${bar}`, signalClass(last.signal));
}

/** The win rate never stands alone: count, expectancy and cost are beside it. */
function showFigures(figures) {
  if (!figures) return fill('trade-figures', 'None yet', '');
  const { count, wins, expectancyBps, expectancyInterval, winRateInterval, costBps, netPnl } = figures;
  const range = expectancyInterval
    ? `95 %: ${signedBps(expectancyInterval.low)} to ${signedBps(expectancyInterval.high)}`
    : 'too few for an interval';
  const winRange = `${percent(winRateInterval.low)} to ${percent(winRateInterval.high)}`;
  const figure = `${count} · ${signedBps(expectancyBps)} bps each`;
  const note = `${range} · net ${signedAmount(netPnl)} USDT · cost ${costBps.toFixed(1)} bps · won ${percent(wins / count)} (${winRange})`;
  return fill('trade-figures', figure, note, resultClass(expectancyBps));
}

function showLatency({ status, decisions }) {
  const latency = status?.latencyMs ?? decisions.at(-1)?.latencyMs;
  if (latency === undefined) return fill('latency', '–', '');
  return fill('latency', `${latency < 10 ? latency.toFixed(1) : Math.round(latency)} ms`, 'bar received to prediction');
}
