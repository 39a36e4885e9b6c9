/** Table rows, built from text alone: nothing that the audit holds is ever read as HTML. */

/**
 * @typedef {{ text: string, className?: string, title?: string, more?: string }} Cell
 * @typedef {{ cells: Cell[], className?: string }} Row
 */

/** What a table body shows now, so that an unchanged list is left alone (selection and scrolling with it). */
const shown = new WeakMap();

/**
 * @param {HTMLTableSectionElement} body
 * @param {Row[]} rows
 * @param {string} whenEmpty
 */
export function showRows(body, rows, whenEmpty) {
  const fingerprint = JSON.stringify(rows);
  if (shown.get(body) === fingerprint) return;
  shown.set(body, fingerprint);
  body.replaceChildren(...(rows.length > 0 ? rows.map(rowElement) : [emptyRow(whenEmpty)]));
}

/** @param {Row} row */
function rowElement({ cells, className }) {
  const row = document.createElement('tr');
  if (className) row.className = className;
  row.append(...cells.map(cellElement));
  return row;
}

/** @param {Cell} cell */
function cellElement({ text, className, title, more }) {
  const cell = document.createElement('td');
  cell.textContent = text;
  if (className) cell.className = className;
  if (title) cell.title = title;
  if (more) {
    const rest = document.createElement('span');
    rest.className = 'more';
    rest.textContent = ` ${more}`;
    cell.append(rest);
  }
  return cell;
}

/** @param {string} text */
function emptyRow(text) {
  const row = rowElement({ cells: [{ text }], className: 'empty' });
  row.firstElementChild.colSpan = 99;
  return row;
}
