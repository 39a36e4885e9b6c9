/** A stretch of minutes [from, to), epoch ms. */
export interface Period {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

function months(name: string, first: string, end: string): Period {
  return { name, from: Date.parse(`${first}-01T00:00Z`), to: Date.parse(`${end}-01T00:00Z`) };
}

/** Half a year, the window of the nightly retraining: weights, early stopping and calibration. */
export const TRAINING = months('training', '2022-05', '2022-11');
/** Everything that is chosen is chosen here. */
export const VALIDATION = months('validation', '2022-11', '2023-01');
/** Looked at once, with what was chosen. */
export const TEST = months('test', '2023-01', '2023-07');
