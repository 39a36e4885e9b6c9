import { dateTime } from './format.js';
import { showRuns, showRunning, showTables } from './pipeline-tables.js';

const POLL_MS = 3000;
const TIMEOUT_MS = 8000;

const setText = (id, text) => {
  document.getElementById(id).textContent = text;
};

async function fetchPipeline() {
  const response = await fetch('api/pipeline', { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`the dashboard's server answered ${response.status}`);
  return response.json();
}

/** @param {object} pipeline see apps/dashboard/pipeline/pipeline-snapshot.ts */
function show({ symbol, problems, running, runs, tables }) {
  setText('symbol', symbol);
  setText('now', `${dateTime(Date.now())} UTC`);
  setText('lake-problem', problems.lake ? `Lake not readable: ${problems.lake}` : '');
  setText('temporal-problem', problems.temporal ? `Not reachable: ${problems.temporal}` : '');
  showRunning(running);
  showRuns(runs);
  showTables(tables);
}

async function poll() {
  try {
    show(await fetchPipeline());
    setText('connection', '');
  } catch (error) {
    setText('connection', `Not up to date: ${error.message}. Trying again.`);
  }
  setTimeout(poll, POLL_MS);
}

await poll();
