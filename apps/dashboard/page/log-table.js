import { dateTime, dayAndClock, price, sentence } from './format.js';
import { showRows } from './rows.js';

const body = document.querySelector('#log tbody');

/** Events and orders in one list, newest first. @param {object[]} events @param {object[]} orders both oldest first */
export function showLog(events, orders) {
  const rows = [...events.map(eventRow), ...orders.map(orderRow)]
    .toReversed()
    .toSorted((a, b) => b.bar - a.bar)
    .map(({ bar, what, details }) => ({
      cells: [
        { text: dayAndClock(bar), title: `${dateTime(bar)} UTC` },
        { text: what },
        { text: details, className: 'why' },
      ],
    }));
  showRows(body, rows, 'Nothing has happened yet.');
}

function eventRow({ bar, kind, sentence: text, who }) {
  const by = who && who !== 'minutehand' ? ` (${who})` : '';
  return { bar, what: kind.replace('-', ' '), details: `${sentence(text)}${by}` };
}

function orderRow({ bar, purpose, side, type, quantity, price: at, status, reason }) {
  const level = Number(at) > 0 ? ` at ${price(at)}` : '';
  const size = Number(quantity) > 0 ? ` ${quantity}` : '';
  const why = reason ? `: ${reason}` : '';
  return { bar, what: `${purpose} ${status.toLowerCase()}`, details: `${side}${size} ${type}${level}${why}` };
}
