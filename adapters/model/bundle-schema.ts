import { z } from 'zod';

/** Minutes of features that one prediction looks at. */
export const WINDOW_MINUTES = 60;
/** Features of the network's input. */
export const FEATURE_COUNT = 60;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex');
const share = z.number().min(0).max(1);
const byClass = z.strictObject({ SELL: share, HOLD: share, BUY: share });
const epochMs = z.int().nonnegative();

/** What `bundle.json` says of the model beside it. Numbers are finite; moves in basis points; times in epoch ms. */
export const bundleSchema = z.strictObject({
  format: z.literal('minutehand-model/1'),
  id: z.string().min(1),
  symbol: z.string().min(1),
  /** Kind of market that it was trained on, e.g. "simulated". */
  market: z.string().min(1),
  /** What made it: a command that makes the same one again. */
  createdBy: z.strictObject({ command: z.string().min(1), seed: z.int() }),
  /** Minutes of training and validation together: [from, to). */
  interval: z.strictObject({ from: epochMs, to: epochMs }),
  features: z.array(z.string().min(1)).length(FEATURE_COUNT),
  /** Of the whole list, and of each feature alone: the second tells which one has changed. */
  featureHash: z.string().min(1),
  featureHashes: z.array(z.string().min(1)).length(FEATURE_COUNT),
  window: z.literal(WINDOW_MINUTES),
  horizonMinutes: z.int().positive(),
  /** BUY and SELL begin beyond this return over the horizon, a fraction. */
  labelThreshold: z.number().positive(),
  /** scaled = clip((x − mean) / std, ±clip); a std of 0 marks a feature that scales to 0 always. */
  scaler: z.strictObject({
    mean: z.array(z.number()).length(FEATURE_COUNT),
    std: z.array(z.number().nonnegative()).length(FEATURE_COUNT),
    clip: z.number().positive(),
  }),
  /** Calibrated p = softmax(log(p of the network) / temperature). */
  temperature: z.number().positive(),
  /** Mean forward move of SELL, HOLD, BUY; expected move = Σ p × move. */
  classMoveBps: z.tuple([z.number(), z.number(), z.number()]),
  /** Net results of the gate-passing trades on the validation part. */
  prior: z.strictObject({
    trades: z.int().nonnegative(),
    wins: z.int().nonnegative(),
    winBpsSum: z.number().nonnegative(),
    lossBpsSum: z.number().nonnegative(),
  }),
  /** How it was trained: class weights or focal loss. Bundles of before have none. */
  loss: z.enum(['weighted', 'focal']).exactOptional(),
  /** On the validation part, which neither training nor calibration has seen. */
  metrics: z.strictObject({
    rows: z.int().positive(),
    trainRows: z.int().positive(),
    calibrationRows: z.int().positive(),
    epochs: z.int().positive(),
    roundTripCostBps: z.number().nonnegative(),
    classShares: byClass,
    predictedShares: byClass,
    accuracy: share,
    alwaysHoldAccuracy: share,
    macroF1: share,
    alwaysHoldMacroF1: share,
    /** null when the class was never predicted. */
    precisionBuy: share.nullable(),
    precisionSell: share.nullable(),
    logLoss: z.number().nonnegative(),
    classShareLogLoss: z.number().nonnegative(),
    calibrationError: share,
    /** Slope of realised on expected moves; null when the expected move never varied. */
    expectedMoveSlope: z.number().nullable(),
  }),
  /** Windows with the trainer's answers, and the largest difference that any runtime has shown on them. */
  parity: z.strictObject({
    maxAbsDiff: z.number().nonnegative(),
    samples: z.int().positive(),
    file: z.string().regex(/^[\w.-]+$/),
    sha256,
  }),
  onnx: z.strictObject({ file: z.string().regex(/^[\w.-]+$/), sha256, bytes: z.int().positive() }),
});

export type BundleManifest = z.infer<typeof bundleSchema>;

/** Numbers that training.json contributes: everything that only the trainer knows. */
export const trainingFactsSchema = z.strictObject({
  scaler: bundleSchema.shape.scaler,
  temperature: bundleSchema.shape.temperature,
  classMoveBps: bundleSchema.shape.classMoveBps,
  prior: bundleSchema.shape.prior,
  loss: bundleSchema.shape.loss,
  metrics: bundleSchema.shape.metrics,
  parity: bundleSchema.shape.parity.pick({ maxAbsDiff: true, samples: true }),
});

export type TrainingFacts = z.infer<typeof trainingFactsSchema>;
