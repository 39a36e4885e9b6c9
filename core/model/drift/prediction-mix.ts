import { SIGNAL_CLASSES } from '../prediction.ts';
import type { Signal } from '../prediction.ts';
import { populationStability } from './population-stability.ts';

export type ClassShares = Readonly<Record<Signal, number>>;

export interface PredictionMix {
  readonly count: number;
  readonly shares: ClassShares;
  /** Population stability index against the mix of validation. */
  readonly stability: number;
}

/** How often each signal was said, beside validation's mix; undefined when nothing was said. */
export function predictionMix(signals: readonly Signal[], validation: ClassShares): PredictionMix | undefined {
  const count = signals.length;
  if (count === 0) return undefined;
  const share = (wanted: Signal): number => signals.filter((signal) => signal === wanted).length / count;
  const shares: ClassShares = { SELL: share('SELL'), HOLD: share('HOLD'), BUY: share('BUY') };
  const inOrder = (mix: ClassShares): number[] => SIGNAL_CLASSES.map((signal) => mix[signal]);
  return { count, shares, stability: populationStability(inOrder(validation), inOrder(shares)) };
}
