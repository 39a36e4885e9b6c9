import { bytes, count, dateTime, duration, interval, sentence } from './format.js';
import { showRows } from './rows.js';

const bodyOf = (id) => document.querySelector(`#${id} tbody`);

/** @param {object[]} running newest first */
export function showRunning(running) {
  const rows = running.map(({ workflowId, type, startedAt, url }) => ({
    cells: [
      { text: workflowId, href: url },
      { text: type },
      { text: dateTime(startedAt) },
      { text: duration(Date.now() - startedAt), className: 'number' },
    ],
  }));
  showRows(bodyOf('running'), rows, 'Nothing of the pipeline is running.');
}

/** @param {object[]} runs newest first */
export function showRuns(runs) {
  const rows = runs.map((run) => ({
    cells: [
      { text: dateTime(run.finishedAt) },
      { text: run.stage },
      { text: interval(run.from, run.to) },
      { text: run.status, className: run.status === 'failed' ? 'strong loss' : '' },
      { text: count(run.rows), className: 'number' },
      { text: count(run.missingMinutes), className: run.missingMinutes > 0 ? 'number strong' : 'number' },
      { text: count(run.repairedMinutes), className: 'number' },
      { text: count(run.duplicates), className: 'number' },
      { text: duration(run.finishedAt - run.startedAt), className: 'number' },
      {
        text: run.workflowId,
        href: run.url,
        className: 'why',
        ...(run.message ? { more: sentence(run.message) } : {}),
      },
    ],
  }));
  showRows(bodyOf('runs'), rows, 'No stage has run yet.');
}

/** @param {object[]} tables in the order of the layers */
export function showTables(tables) {
  const rows = tables.map(({ name, rows: held, firstDate, lastDate, files, bytes: size, version }) => ({
    cells: [
      { text: name },
      { text: count(held), className: 'number' },
      { text: firstDate === undefined ? '' : firstDate === lastDate ? firstDate : `${firstDate} to ${lastDate}` },
      { text: count(files), className: 'number' },
      { text: bytes(size), className: 'number' },
      { text: String(version), className: 'number' },
    ],
  }));
  showRows(bodyOf('tables'), rows, 'The lakehouse is empty.');
}
