import { getJson } from './get-json.ts';

/** What kind of market this is. Fields that the exchange does not tell are absent. */
export interface MarketStatus {
  /** simulated, replay or binance. */
  readonly market?: string;
  /** 1, 60 … or "max" (lock step). */
  readonly speed?: number | string;
  /** Exchange time, epoch ms. */
  readonly marketTime?: number;
}

/** The paper exchange's own words about its market. @throws Error with a sentence when it does not answer. */
export async function readMarketStatus(statusUrl: string): Promise<MarketStatus> {
  const answer = await getJson(new URL(statusUrl));
  const { market, kind, speed, marketTime } = (answer ?? {}) as Record<string, unknown>;
  const name = [market, kind].find((text) => typeof text === 'string');
  return {
    ...(name === undefined ? {} : { market: name }),
    ...(typeof speed === 'number' || typeof speed === 'string' ? { speed } : {}),
    ...(typeof marketTime === 'number' ? { marketTime } : {}),
  };
}
