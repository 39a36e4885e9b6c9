import { z } from 'zod';
import { DEFAULT_DRIFT_LIMITS, DRIFT_ACTIONS } from '../../core/model/drift/drift-limits.ts';
import { number, oneOf, wholeNumber } from './fields.ts';

const { features, predictions, calibration, winRate, ...rest } = DEFAULT_DRIFT_LIMITS;

const measure = (limit: { readonly most: number; readonly then: (typeof DRIFT_ACTIONS)[number] }) =>
  z
    .strictObject({ most: number(0.001, 100).default(limit.most), then: oneOf(DRIFT_ACTIONS).default(limit.then) })
    .prefault({});

/** Where drift of the model begins, and what it does; meanings in core/model/drift/drift-limits.ts. */
export const driftSchema = z
  .strictObject({
    features: measure(features),
    predictions: measure(predictions),
    calibration: measure(calibration),
    winRate: z.strictObject({ then: oneOf(DRIFT_ACTIONS).default(winRate.then) }).prefault({}),
    leastPredictions: wholeNumber(1, 100_000).default(rest.leastPredictions),
    leastTrades: wholeNumber(1, 10_000).default(rest.leastTrades),
    sizeShare: number(0.01, 1).default(rest.sizeShare),
  })
  .prefault({});
