import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ApiKey } from '../../apps/paper-exchange/http/signing.ts';
import { createSimulatedMinuteMarket } from '../../apps/paper-exchange/market/simulated.ts';
import { startPaperExchange } from '../../apps/paper-exchange/server.ts';
import type { RunningPaperExchange } from '../../apps/paper-exchange/server.ts';

/** A paper exchange that stands in for Binance, which can't be reached from everywhere. */
export interface ExchangeStandIn {
  readonly exchange: RunningPaperExchange['exchange'];
  readonly market: ReturnType<typeof createSimulatedMinuteMarket>;
  readonly endpoints: { readonly restUrl: string; readonly wsUrl: string };
  /** What it has been told so far. */
  counts(): { readonly orders: number; readonly fills: number };
  stop(): Promise<void>;
}

/** Its minutes take six seconds each, so that a test can wait for some. */
const SPEED = 10;

export async function startStandIn(apiKey?: ApiKey): Promise<ExchangeStandIn> {
  const market = createSimulatedMinuteMarket({ seed: 1 });
  const dataDir = await mkdtemp(path.join(tmpdir(), 'minutehand-stand-in-'));
  const options = { markets: [market], speed: SPEED, dataDir, port: 0 };
  const running = await startPaperExchange({ ...options, ...(apiKey ? { apiKey } : {}) });
  const { account } = running.exchange;
  return {
    exchange: running.exchange,
    market,
    endpoints: { restUrl: running.url, wsUrl: running.wsUrl },
    counts: () => ({ orders: account.orders('BTCUSDT').length, fills: account.fills('BTCUSDT').length }),
    stop: async () => {
      await running.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}
