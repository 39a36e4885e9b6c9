/** How numbers and times are written. Amounts come as decimal strings and are only shown, never reckoned with. */

const TWO = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const ONE = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const MINUS = '\u2212';

/** @param {number | string} value */
export function amount(value) {
  return TWO.format(Number(value)).replace('-', MINUS);
}

/** @param {number | string} value */
export function price(value) {
  return ONE.format(Number(value)).replace('-', MINUS);
}

/** An amount with its sign. @param {number | string} value */
export function signedAmount(value) {
  return `${Number(value) > 0 ? '+' : ''}${amount(value)}`;
}

/** Basis points with their sign. @param {number} value @param {number} digits */
export function signedBps(value, digits = 1) {
  return `${value > 0 ? '+' : ''}${value.toFixed(digits).replace('-', MINUS)}`;
}

/** A fraction as per cent. @param {number} fraction @param {number} digits */
export function percent(fraction, digits = 0) {
  return `${(fraction * 100).toFixed(digits)} %`;
}

/** "12:04". @param {number} epochMs */
export function clock(epochMs) {
  return iso(epochMs).slice(11, 16);
}

/** "9 May 12:04", short and unmistakable. @param {number} epochMs */
export function dayAndClock(epochMs) {
  const day = new Date(epochMs).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return `${day} ${clock(epochMs)}`;
}

/** "2022-05-09 12:04:31". @param {number} epochMs */
export function dateTime(epochMs) {
  return iso(epochMs).slice(0, 19).replace('T', ' ');
}

/** The CSS class of a result. @param {number | string} value */
export function resultClass(value) {
  return Number(value) > 0 ? 'gain' : Number(value) < 0 ? 'loss' : '';
}

/** A sentence begins with a capital. @param {string} text */
export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {number} epochMs */
function iso(epochMs) {
  return new Date(epochMs).toISOString();
}
