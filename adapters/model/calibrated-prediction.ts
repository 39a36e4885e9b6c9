import { SIGNAL_CLASSES } from '../../core/model/prediction.ts';
import type { Signal } from '../../core/model/prediction.ts';

export interface CalibratedPrediction {
  readonly signal: Signal;
  readonly confidence: number;
  readonly probabilities: readonly [sell: number, hold: number, buy: number];
  /** Σ p × mean move of the class, basis points. */
  readonly expectedMoveBps: number;
}

/** As in training: below this a probability counts as this. */
const LEAST_PROBABILITY = 1e-9;

/**
 * Applies the temperature, p' = softmax(log(p) / T) (Guo et al. 2017), and reads signal and expected move from p'.
 * @param probabilities the network's, at least three from `offset`, in the order of SIGNAL_CLASSES.
 */
export function calibratedPrediction(
  probabilities: ArrayLike<number>,
  offset: number,
  temperature: number,
  classMoveBps: readonly [number, number, number],
): CalibratedPrediction {
  const weight = (index: number): number =>
    Math.max(probabilities[offset + index]!, LEAST_PROBABILITY) ** (1 / temperature);
  const [sell, hold, buy] = [weight(0), weight(1), weight(2)];
  const total = sell + hold + buy;
  const calibrated = [sell / total, hold / total, buy / total] as const;
  // Between equals the first, as the trainer's argmax.
  let best: 0 | 1 | 2 = 0;
  if (calibrated[1] > calibrated[best]) best = 1;
  if (calibrated[2] > calibrated[best]) best = 2;
  return {
    signal: SIGNAL_CLASSES[best],
    confidence: calibrated[best],
    probabilities: calibrated,
    expectedMoveBps:
      calibrated[0] * classMoveBps[0] + calibrated[1] * classMoveBps[1] + calibrated[2] * classMoveBps[2],
  };
}
