import { WINDOW_MINUTES } from '../model/bundle-schema.ts';
import { TrainingFailure } from './training-failure.ts';

/** Rows [from, end) of each part. */
export interface DatasetSplit {
  /** Weights and scaler are fitted on it. */
  readonly train: readonly [from: number, end: number];
  /** Stops the training early and calibrates probabilities and moves. */
  readonly calibration: readonly [from: number, end: number];
  /** Seen by nothing before the metrics and Kelly's prior. */
  readonly validation: readonly [from: number, end: number];
}

const TRAIN_SHARE = 0.75;
const CALIBRATION_SHARE = 0.1;
/** Fewest rows of a part: as many windows as a part needs to say anything. */
const LEAST_PART_ROWS = 200;

/**
 * Splits rows in time order. Between two parts `embargo` rows belong to neither, so that no label of the earlier one looks
 * into a minute that the later one predicts.
 * @throws TrainingFailure when there are too few rows for three parts.
 */
export function splitInTimeOrder(rows: number, embargo: number): DatasetSplit {
  const trainEnd = Math.floor(rows * TRAIN_SHARE);
  const calibrationEnd = Math.floor(rows * (TRAIN_SHARE + CALIBRATION_SHARE));
  const split: DatasetSplit = {
    train: [0, trainEnd],
    calibration: [trainEnd + embargo, calibrationEnd],
    validation: [calibrationEnd + embargo, rows],
  };
  const shortest = Math.min(...Object.values(split).map(([from, end]: readonly [number, number]) => end - from));
  if (shortest < LEAST_PART_ROWS + WINDOW_MINUTES) {
    const needed = Math.ceil((LEAST_PART_ROWS + WINDOW_MINUTES + embargo) / CALIBRATION_SHARE);
    throw new TrainingFailure(
      `${rows} minutes with complete features are too few to train on: about ${needed} are needed, after the warm-up`,
    );
  }
  return split;
}
