import { MINUTE_MS } from '../../../core/market/bar.ts';
import { getJson } from './get-json.ts';

/** A candle as the chart draws it: `time` is the open time in epoch ms; the last one may still be open. */
export interface PriceBar {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Candles kept for the chart: eight hours and a bit. */
export const SHOWN_BARS = 500;

/** The newest minutes of a symbol by GET /fapi/v1/klines: all at first, then only what came since. */
export class PriceBars {
  readonly #restUrl: string;
  readonly #symbol: string;
  #bars: readonly PriceBar[] = [];

  constructor(restUrl: string, symbol: string) {
    this.#restUrl = restUrl;
    this.#symbol = symbol;
  }

  /** @throws Error with a sentence when the exchange does not answer. */
  async latest(): Promise<readonly PriceBar[]> {
    this.#bars = (await this.#continued()) ?? (await this.#klines(undefined));
    return this.#bars;
  }

  /** Ours with what came since; undefined when it does not join on: nothing yet, another run, a pause of hours. */
  async #continued(): Promise<readonly PriceBar[] | undefined> {
    const last = this.#bars.at(-1)?.time;
    if (last === undefined) return undefined;
    const newest = await this.#klines(last);
    // A full answer has more behind it.
    if (newest.length >= SHOWN_BARS || newest[0]?.time !== last) return undefined;
    return [...this.#bars.slice(0, -1), ...newest].slice(-SHOWN_BARS);
  }

  async #klines(from: number | undefined): Promise<PriceBar[]> {
    const url = new URL('/fapi/v1/klines', this.#restUrl);
    url.search = new URLSearchParams({
      symbol: this.#symbol,
      interval: '1m',
      limit: String(SHOWN_BARS),
      ...(from === undefined ? {} : { startTime: String(from) }),
    }).toString();
    const rows = await getJson(url);
    if (!Array.isArray(rows)) throw new Error(`${url.origin} did not answer with klines`);
    return rows.map(parseRow).filter((bar) => bar !== undefined);
  }
}

/** The first five columns of a kline row; undefined for a row that is none. */
function parseRow(row: unknown): PriceBar | undefined {
  if (!Array.isArray(row)) return undefined;
  const [time, open, high, low, close] = row.slice(0, 5).map(Number) as [number, number, number, number, number];
  const isSound = [time, open, high, low, close].every(Number.isFinite) && time % MINUTE_MS === 0;
  return isSound ? { time, open, high, low, close } : undefined;
}
