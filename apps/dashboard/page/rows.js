/** Table rows, built from text alone: nothing that the audit holds is ever read as HTML. */

/**
 * @typedef {{ text: string, className?: string, title?: string, lead?: string, more?: string, href?: string }} Cell
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
function cellElement({ text, className, title, lead, more, href }) {
  const cell = document.createElement('td');
  if (lead) cell.append(part('lead', `${lead}. `));
  cell.append(href ? link(href, text) : text);
  if (className) cell.className = className;
  if (title) cell.title = title;
  if (more) cell.append(part('more', ` ${more}`));
  return cell;
}

/** @param {string} className @param {string} text */
function part(className, text) {
  const span = document.createElement('span');
  span.className = className;
  span.textContent = text;
  return span;
}

/** @param {string} href @param {string} text */
function link(href, text) {
  const anchor = document.createElement('a');
  Object.assign(anchor, { href, textContent: text, target: '_blank', rel: 'noopener' });
  return anchor;
}

/** @param {string} text */
function emptyRow(text) {
  const row = rowElement({ cells: [{ text }], className: 'empty' });
  row.firstElementChild.colSpan = 99;
  return row;
}
