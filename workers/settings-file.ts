import { z } from 'zod';
import { assertNotLive } from '../adapters/binance/endpoints.ts';
import type { TradingWorkerSettings } from './settings.ts';

const schema = z.strictObject({
  temporal: z.strictObject({ address: z.string(), namespace: z.string(), taskQueue: z.string() }),
  workflowId: z.string().min(1),
  symbol: z.string().regex(/^[A-Z0-9]+$/),
  clock: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('realtime') }),
    z.strictObject({ kind: z.literal('scaled'), speed: z.number().positive() }),
    z.strictObject({ kind: z.literal('lockstep') }),
  ]),
  exchange: z.strictObject({
    kind: z.enum(['paper', 'testnet', 'live']),
    restUrl: z.url(),
    wsUrl: z.url(),
    controlUrl: z.url().optional(),
  }),
  leverage: z.number().int().positive(),
  model: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('bundle'), directory: z.string() }),
    z.strictObject({ kind: z.literal('forced'), signal: z.enum(['SELL', 'HOLD', 'BUY']) }),
  ]),
  auditDirectory: z.string(),
  workflowBundle: z.string().optional(),
  logFile: z.string().optional(),
});

/** Parses a worker's settings; throws an Error that names the file, the key and what would be right. */
export function readTradingWorkerSettings(text: string, path: string): TradingWorkerSettings {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  const parsed = schema.safeParse(data);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the whole'}: ${issue.message}`);
    throw new Error(`${path}: ${issues.join('; ')}`);
  }
  const settings = parsed.data as TradingWorkerSettings;
  const { kind } = settings.exchange;
  if (kind === 'live') throw new Error(`${path}: exchange.kind is live, and no release trades real money yet`);
  try {
    assertNotLive(settings.exchange);
  } catch (error) {
    throw new Error(`${path}: exchange.kind is ${kind}: ${(error as Error).message}`, { cause: error });
  }
  return settings;
}
