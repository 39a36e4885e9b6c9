import { SIGNAL_CLASSES } from '../model/prediction.ts';
import { NO_LABEL } from './signal-label.ts';

/**
 * Share of each class among the labels that are known, in the order of SIGNAL_CLASSES, summing to 1; the middle one is
 * the accuracy of always answering HOLD. All NaN when no label is known.
 */
export function classShares(label: Int8Array): [sell: number, hold: number, buy: number] {
  const counts = SIGNAL_CLASSES.map(() => 0);
  let known = 0;
  for (const index of label) {
    if (index === NO_LABEL) continue;
    counts[index] = counts[index]! + 1;
    known++;
  }
  const [sell, hold, buy] = counts.map((count) => count / known);
  return [sell!, hold!, buy!];
}
