import { showDecisions } from './decision-table.js';
import { showEquity } from './equity-chart.js';
import { dateTime } from './format.js';
import { showLog } from './log-table.js';
import { showMarket } from './market-note.js';
import { showPosition } from './position-line.js';
import { lastBarTime, showPrice } from './price-chart.js';
import { showTiles } from './tiles.js';
import { showTrades } from './trade-table.js';

const POLL_MS = 1000;
const TIMEOUT_MS = 8000;
const MINUTE_MS = 60_000;

const setText = (id, text) => {
  document.getElementById(id).textContent = text;
};

async function fetchSnapshot() {
  const since = lastBarTime();
  const query = since === undefined ? '' : `?since=${since}`;
  const response = await fetch(`api/snapshot${query}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`the dashboard's server answered ${response.status}`);
  return response.json();
}

/** @param {object} snapshot see apps/dashboard/snapshot.ts */
function show(snapshot) {
  const { symbol, status, market, problems, workflowUrl } = snapshot;
  document.title = `${symbol} – Minutehand`;
  setText('symbol', symbol);
  showMarket(market);
  setText('exchange-problem', problems.exchange ? `Exchange not reachable: ${problems.exchange}` : '');
  setText('audit-problem', problems.audit ? `Audit not readable: ${problems.audit}` : '');
  const link = document.getElementById('workflow');
  link.hidden = workflowUrl === undefined;
  if (workflowUrl) link.href = workflowUrl;

  showTiles(snapshot);
  showPosition(status?.position, status !== undefined);
  showPrice(snapshot.bars, snapshot.trades, status?.position);
  showEquity(snapshot.equity);
  showDecisions(snapshot.decisions);
  showTrades(snapshot.trades);
  showLog(snapshot.events, snapshot.orders);

  const time = market?.marketTime ?? (status?.lastBar === undefined ? lastBarTime() : status.lastBar + MINUTE_MS);
  setText('exchange-time', time === undefined ? '–' : `${dateTime(time)} UTC`);
}

async function poll() {
  try {
    show(await fetchSnapshot());
    setText('connection', '');
  } catch (error) {
    setText('connection', `Not up to date: ${error.message}. Trying again.`);
  }
  setTimeout(poll, POLL_MS);
}

await poll();
