import type { FeatureInputs } from '../../core/features/inputs.ts';
import { sliceInputs } from '../../core/features/slice.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import type { RiskLimits } from '../../core/risk/limits.ts';
import { DEFAULT_RISK_LIMITS } from '../../core/risk/limits.ts';
import { logisticRegression } from '../../core/rules/logistic-regression.ts';
import { rulePredictions } from '../../core/rules/rule-predictions.ts';
import type { PredictionSource } from '../../core/rules/signal-rule.ts';
import { runMakerEntries } from './maker-entry.ts';
import { TEST, TRAINING, VALIDATION } from './periods.ts';
import type { Period } from './periods.ts';
import type { Runner } from './random-baseline.ts';
import type { Recording } from './recording.ts';
import { runSignals } from './run-signals.ts';

/** One way to run a strategy. */
export interface Candidate {
  readonly name: string;
  readonly limits: RiskLimits;
  readonly predictions: (period: Period) => PredictionSource;
  readonly run: Runner;
}

/** A remedy with its candidates: the best on the validation months is run on the test months, once. */
export interface Attempt {
  readonly name: string;
  readonly candidates: readonly Candidate[];
}

export const SEED_LIMITS: RiskLimits = { ...DEFAULT_RISK_LIMITS, rules: 'seed' };

/** Acts on the expected move instead of the likeliest class: HOLD is the likeliest of nearly all minutes. */
export function onExpectedMove(source: PredictionSource, beyondBps: number): PredictionSource {
  return (openTime) => {
    const said = source(openTime);
    if (!said) return undefined;
    const { expectedMoveBps, probabilities } = said;
    if (Math.abs(expectedMoveBps) < beyondBps) return { ...said, signal: 'HOLD', confidence: probabilities[1] };
    return expectedMoveBps > 0
      ? { ...said, signal: 'BUY', confidence: probabilities[2] }
      : { ...said, signal: 'SELL', confidence: probabilities[0] };
  };
}

/** One minute of so many is enough for 120 coefficients: 26,000 rows. */
const EVERY_MINUTES = 10;

/** Logistic regression fitted on the training period, over validation and test. */
export function fittedLogistic(
  { inputs }: Recording,
  label: { readonly horizonMinutes: number; readonly thresholdBps: number },
): PredictionSource {
  const rule = logisticRegression(minutesOf(inputs, TRAINING), { ...label, everyMinutes: EVERY_MINUTES });
  const judged = minutesOf(inputs, { name: 'judged', from: VALIDATION.from - 2_000 * MINUTE_MS, to: TEST.to });
  return rulePredictions(rule, judged, 2_000);
}

export function minutesOf(inputs: FeatureInputs, { from, to }: Period): FeatureInputs {
  const row = (time: number): number => (time - inputs.openTime[0]!) / MINUTE_MS;
  return sliceInputs(inputs, row(from), row(to));
}

export interface AttemptSources {
  readonly recording: Recording;
  readonly network: (period: Period) => PredictionSource;
}

/** The four remedies, and the gate itself with smaller margins. */
export function attempts({ recording, network }: AttemptSources): Attempt[] {
  const { market } = recording;
  const taker: Runner = (predictionAt, period, limits) => runSignals(market, predictionAt, period, limits).trades;
  const maker: Runner = (predictionAt, period, limits) => runMakerEntries(market, predictionAt, period, limits).trades;
  const costAware = fittedLogistic(recording, { horizonMinutes: 3, thresholdBps: 16.5 });
  const half = fittedLogistic(recording, { horizonMinutes: 30, thresholdBps: 30 });
  const hour = fittedLogistic(recording, { horizonMinutes: 60, thresholdBps: 40 });
  const noConfidence = { ...SEED_LIMITS, minConfidence: 0.01 };
  const longer = (source: PredictionSource, horizonMinutes: number, beyond: number): Candidate => ({
    name: `${horizonMinutes} minutes, expected move beyond ${beyond} bps`,
    // The label's horizon, and a stop as far as its move: the one-minute ATR grows with the root of time.
    limits: { ...noConfidence, horizonMinutes, stopAtr: 1.5 * Math.sqrt(horizonMinutes / 3) },
    predictions: () => onExpectedMove(source, beyond),
    run: taker,
  });
  return [
    {
      name: 'confidence threshold',
      candidates: [0.35, 0.45, 0.5, 0.55, 0.6].map((minConfidence) => ({
        name: `network, confidence > ${minConfidence}`,
        limits: { ...SEED_LIMITS, minConfidence },
        predictions: network,
        run: taker,
      })),
    },
    {
      name: 'cost gate',
      candidates: [4, 6, 8, 11].map((beyond) => ({
        name: `network, expected move beyond ${beyond} bps`,
        limits: { ...DEFAULT_RISK_LIMITS, rules: 'gated', costMargin: 0.01, minConfidence: 0.01 },
        predictions: (period) => onExpectedMove(network(period), beyond),
        run: taker,
      })),
    },
    {
      name: 'cost-aware label',
      candidates: [6, 9, 12].map((beyond) => ({
        name: `logistic on ±16.5 bps, expected move beyond ${beyond} bps`,
        limits: noConfidence,
        predictions: () => onExpectedMove(costAware, beyond),
        run: taker,
      })),
    },
    {
      name: 'longer horizon',
      candidates: [
        ...[8, 11, 16.5].map((beyond) => longer(half, 30, beyond)),
        ...[11, 16.5].map((beyond) => longer(hour, 60, beyond)),
      ],
    },
    {
      name: 'maker entry',
      candidates: [
        ...[0.35, 0.5].map((minConfidence) => ({
          name: `network, confidence > ${minConfidence}, entry by a resting order`,
          limits: { ...SEED_LIMITS, minConfidence },
          predictions: network,
          run: maker,
        })),
        ...[8, 11].map((beyond) => ({
          ...longer(half, 30, beyond),
          name: `30 minutes, expected move beyond ${beyond} bps, entry by a resting order`,
          run: maker,
        })),
      ],
    },
  ];
}
