import { z } from 'zod';
import { assertNotLive } from '../adapters/binance/endpoints.ts';
import { driftSchema } from '../adapters/config/drift-schema.ts';
import type { PipelineWorkerSettings } from './pipeline-settings.ts';
import type { TradingWorkerSettings } from './settings.ts';

const temporal = z.strictObject({ address: z.string(), namespace: z.string(), taskQueue: z.string() });
const symbol = z.string().regex(/^[A-Z0-9]+$/);
const clock = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('realtime') }),
  z.strictObject({ kind: z.literal('scaled'), speed: z.number().positive() }),
  z.strictObject({ kind: z.literal('lockstep') }),
]);

const tradingSchema = z.strictObject({
  temporal,
  workflowId: z.string().min(1),
  symbol,
  clock,
  exchange: z.strictObject({
    kind: z.enum(['paper', 'testnet', 'live']),
    restUrl: z.url(),
    wsUrl: z.url(),
    controlUrl: z.url().exactOptional(),
  }),
  leverage: z.number().int().positive(),
  model: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('bundle'), directory: z.string() }),
    z.strictObject({ kind: z.literal('forced'), signal: z.enum(['SELL', 'HOLD', 'BUY']) }),
  ]),
  serving: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('in-process') }),
      z.strictObject({
        kind: z.literal('sagemaker-endpoint'),
        endpoint: z.string().min(1),
        timeoutMs: z.number().int().positive(),
      }),
    ])
    .exactOptional(),
  champion: z
    .strictObject({ lake: z.string().min(1), market: z.string().min(1), bundlesDirectory: z.string().min(1) })
    .exactOptional(),
  auditDirectory: z.string(),
  workflowBundle: z.string().exactOptional(),
  logFile: z.string().exactOptional(),
});

const timeoutMs = z.number().int().positive();
const etl = z.discriminatedUnion('stages', [
  z.strictObject({ stages: z.literal('local') }),
  z.strictObject({ stages: z.literal('spark-submit'), timeoutMs }),
  z.strictObject({ stages: z.literal('glue'), job: z.string().min(1), timeoutMs }),
]);

const pipelineSchema = z.strictObject({
  temporal,
  symbol,
  clock,
  lake: z.string().min(1),
  workDirectory: z.string().min(1),
  notificationsDirectory: z.string().min(1),
  market: z.strictObject({ restUrl: z.url(), wsUrl: z.url() }),
  archive: z.strictObject({ baseUrl: z.url() }).exactOptional(),
  training: z.strictObject({
    market: z.enum(['simulated', 'replay', 'binance']),
    cacheDirectory: z.string().min(1),
    place: z.discriminatedUnion('runner', [
      z.strictObject({ runner: z.literal('local') }),
      z.strictObject({
        runner: z.literal('sagemaker'),
        role: z.string().min(1),
        image: z.string().min(1),
        instanceType: z.string().min(1),
        timeoutMs,
      }),
    ]),
  }),
  drift: z.strictObject({ auditDirectory: z.string().min(1), limits: driftSchema }).exactOptional(),
  etl,
  workflowBundle: z.string().exactOptional(),
});

/** Parses a trading worker's settings; throws an Error that names the file, the key and what would be right. */
export function readTradingWorkerSettings(text: string, path: string): TradingWorkerSettings {
  const settings: TradingWorkerSettings = parse(tradingSchema, text, path);
  const { kind } = settings.exchange;
  if (kind === 'live') throw new Error(`${path}: exchange.kind is live, and no release trades real money yet`);
  try {
    assertNotLive(settings.exchange);
  } catch (error) {
    throw new Error(`${path}: exchange.kind is ${kind}: ${(error as Error).message}`, { cause: error });
  }
  return settings;
}

/** Parses a pipeline worker's settings; throws an Error that names the file, the key and what would be right. */
export function readPipelineWorkerSettings(text: string, path: string): PipelineWorkerSettings {
  return parse(pipelineSchema, text, path);
}

function parse<T>(schema: z.ZodType<T>, text: string, path: string): T {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the whole'}: ${issue.message}`);
  throw new Error(`${path}: ${issues.join('; ')}`);
}
