/** An integer that a double might not hold, as a JSON value: after a colon, comma or bracket, before the next one. */
const LONG_INTEGER = /([[:,]\s*)(-?\d{16,})(?=\s*[,}\]])/g;

/**
 * The body of an answer: JSON with integers of 16 and more digits kept as strings (order ids of some symbols have 19
 * digits), or the text itself when it is no JSON, as from a gateway in front of the exchange.
 */
export function parseAnswer(data: unknown): unknown {
  if (typeof data !== 'string' || data === '') return data;
  try {
    return JSON.parse(/\d{16}/.test(data) ? data.replace(LONG_INTEGER, '$1"$2"') : data);
  } catch {
    return data;
  }
}
