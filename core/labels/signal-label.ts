import { SIGNAL_CLASSES } from '../model/prediction.ts';

/** Minutes ahead that a label looks. */
export const LABEL_HORIZON_MINUTES = 3;

/** A forward move beyond this many basis points, to either side, is a BUY or a SELL. */
export const LABEL_THRESHOLD_BPS = 10;

/** Where the future is not known yet. */
export const NO_LABEL = -1;

const SELL = SIGNAL_CLASSES.indexOf('SELL');
const HOLD = SIGNAL_CLASSES.indexOf('HOLD');
const BUY = SIGNAL_CLASSES.indexOf('BUY');

export interface SignalLabels {
  /** Index into SIGNAL_CLASSES by minute (SELL 0, HOLD 1, BUY 2), NO_LABEL in the last `horizon` minutes. */
  readonly label: Int8Array;
  /** (close[t + horizon] / close[t] - 1) * 1e4 by minute, in basis points; NaN in the last `horizon` minutes. */
  readonly forwardMoveBps: Float64Array;
}

/**
 * What each minute's close was followed by.
 * @param close of consecutive minutes.
 * @param horizon minutes ahead.
 * @param thresholdBps a move of exactly so much is still a HOLD.
 * @throws RangeError for a horizon that isn't a positive whole number or a negative threshold.
 */
export function signalLabels(
  close: Float64Array,
  horizon: number = LABEL_HORIZON_MINUTES,
  thresholdBps: number = LABEL_THRESHOLD_BPS,
): SignalLabels {
  if (!Number.isInteger(horizon) || horizon < 1) {
    throw new RangeError(`label horizon ${horizon}: a whole number of minutes from 1 would be right`);
  }
  if (!(thresholdBps >= 0)) {
    throw new RangeError(`label threshold ${thresholdBps}: basis points from 0 would be right`);
  }
  const label = new Int8Array(close.length).fill(NO_LABEL);
  const forwardMoveBps = new Float64Array(close.length).fill(NaN);
  for (let i = 0; i + horizon < close.length; i++) {
    const now = close[i]!;
    const move = ((close[i + horizon]! - now) / now) * 1e4;
    forwardMoveBps[i] = move;
    label[i] = move > thresholdBps ? BUY : move < -thresholdBps ? SELL : HOLD;
  }
  return { label, forwardMoveBps };
}
