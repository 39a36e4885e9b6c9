import type { Prediction, Signal } from '../model/prediction.ts';
import { SIGNAL_CLASSES } from '../model/prediction.ts';

/** What a rule thinks of one minute, in the terms of a model's answer. */
export interface RuleOpinion {
  /** Of SELL, HOLD, BUY, summing to 1. */
  readonly probabilities: readonly [sell: number, hold: number, buy: number];
  /** Expected signed move over the horizon, basis points. */
  readonly expectedMoveBps: number;
}

/**
 * A rule to compare a model with: it looks at the same features and is run by the same engine. Pure: the same features of
 * the same minute give the same opinion.
 */
export interface SignalRule {
  /** Names the rule and its parameters; stands as the model's id in every record. */
  readonly id: string;
  /** Names of the features that it reads, from core/features. */
  readonly features: readonly string[];
  /**
   * @param values finite, in the order of `features`; overwritten by the next call.
   * @param openTime of the minute, epoch ms.
   */
  readonly opinionOf: (values: Float64Array, openTime: number) => RuleOpinion;
}

/** What a backtest asks for each minute: undefined where nothing can be said. */
export type PredictionSource = (openTime: number) => Prediction | undefined;

/** An opinion without doubt; `moveBps` is what is gained where it is right, counted in the signal's direction. */
export function certainOf(signal: Signal, moveBps: number): RuleOpinion {
  const direction = SIGNAL_CLASSES.indexOf(signal) - 1;
  const probability = (one: Signal): number => (one === signal ? 1 : 0);
  return {
    probabilities: [probability('SELL'), probability('HOLD'), probability('BUY')],
    expectedMoveBps: direction * moveBps,
  };
}

/** The likeliest class, the first of equals, as a model's. */
export function signalOf(probabilities: readonly [number, number, number]): { signal: Signal; confidence: number } {
  let best: 0 | 1 | 2 = 0;
  if (probabilities[1] > probabilities[best]) best = 1;
  if (probabilities[2] > probabilities[best]) best = 2;
  return { signal: SIGNAL_CLASSES[best], confidence: probabilities[best] };
}
