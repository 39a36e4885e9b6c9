/** How numbers and times are written. Amounts come as decimal strings and are only shown, never reckoned with. */

const TWO = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const ONE = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const WHOLE = new Intl.NumberFormat('en-US');
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

/** "1,440". @param {number} value */
export function count(value) {
  return WHOLE.format(value);
}

/** "0.8 s", "12 s", "3 min 05 s", "2 h 04 min". @param {number} ms */
export function duration(ms) {
  if (ms < 9_950) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const two = (value) => String(value).padStart(2, '0');
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
}

/** "3.4 MB", in powers of ten. @param {number} value */
export function bytes(value) {
  if (value < 1000) return `${value} B`;
  const power = Math.min(4, Math.floor(Math.log10(value) / 3));
  return `${(value / 1000 ** power).toFixed(1)} ${['B', 'kB', 'MB', 'GB', 'TB'][power]}`;
}

/** A day, or the first and the day after the last. @param {number} from epoch ms @param {number} to epoch ms, not included */
export function interval(from, to) {
  const [first, end] = [from, to].map((time) => iso(time).slice(0, 10));
  return to - from === 86_400_000 ? first : `${first} to ${end}`;
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
