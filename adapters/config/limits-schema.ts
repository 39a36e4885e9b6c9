import { z } from 'zod';
import { DEFAULT_RISK_LIMITS } from '../../core/risk/limits.ts';
import { number, wholeNumber } from './fields.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const LIMITS = DEFAULT_RISK_LIMITS;

const protections = z
  .strictObject({
    cooldownMinutes: wholeNumber(0, 10_080).default(LIMITS.protections.cooldownMinutes),
    stopLossGuard: z
      .strictObject({
        stops: wholeNumber(0, 1000),
        lookbackMinutes: wholeNumber(1, 10_080),
        lockMinutes: wholeNumber(1, 10_080),
      })
      .partial()
      .transform((given) => ({ ...LIMITS.protections.stopLossGuard, ...given }))
      .prefault({}),
    lowEdge: z
      .strictObject({
        trades: wholeNumber(0, 10_000),
        lookbackMinutes: wholeNumber(1, 10_080),
        minMeanBps: number(-1000, 1000),
        lockMinutes: wholeNumber(1, 10_080),
      })
      .partial()
      .transform((given) => ({ ...LIMITS.protections.lowEdge, ...given }))
      .prefault({}),
  })
  .prefault({});

/**
 * The limits of risk, each with its default from core. The bounds are the widest that still mean something; the seed's
 * promises (1 % at the stop, 5 % a day, 5x) can be made stricter here, never laxer.
 */
export const limitsSchema = z
  .strictObject({
    leverage: wholeNumber(1, 5).default(LIMITS.leverage),
    kellyScale: number(0, 1).default(LIMITS.kellyScale),
    stopAtr: number(0.1, 20).default(LIMITS.stopAtr),
    targetMultiple: number(0.1, 20).default(LIMITS.targetMultiple),
    maxLossAtStop: number(0.0001, 0.01).default(LIMITS.maxLossAtStop),
    dailyDrawdown: number(0.001, 0.05).default(LIMITS.dailyDrawdown),
    haltMs: wholeNumber(MINUTE_MS, 30 * DAY_MS).default(LIMITS.haltMs),
    horizonMinutes: wholeNumber(1, 1440).default(LIMITS.horizonMinutes),
    minConfidence: number(0, 1).default(LIMITS.minConfidence),
    costMargin: number(0, 100).default(LIMITS.costMargin),
    stopCostMultiple: number(0, 100).default(LIMITS.stopCostMultiple),
    slippageBps: number(0, 100).default(LIMITS.slippageBps),
    minDepthQuote: number(0, 1e12).default(LIMITS.minDepthQuote),
    depthBandBps: number(0.1, 1000).default(LIMITS.depthBandBps),
    maxDepthShare: number(0.0001, 1).default(LIMITS.maxDepthShare),
    maxSpreadBps: number(0.01, 1000).default(LIMITS.maxSpreadBps),
    maxBarAgeMs: wholeNumber(100, 10 * MINUTE_MS).default(LIMITS.maxBarAgeMs),
    maxBookAgeMs: wholeNumber(100, 10 * MINUTE_MS).default(LIMITS.maxBookAgeMs),
    fundingWindowMs: wholeNumber(0, DAY_MS).default(LIMITS.fundingWindowMs),
    protections,
  })
  .prefault({});
