/** A prediction whose future has come: how sure it was of its signal, and whether that was right. */
export interface JudgedPrediction {
  readonly confidence: number;
  readonly isRight: boolean;
}

export interface LiveCalibration {
  readonly count: number;
  readonly accuracy: number;
  readonly meanConfidence: number;
  /** Expected calibration error, 0..1. */
  readonly error: number;
}

const BINS = 10;

/**
 * Expected calibration error over ten bins of equal width, Σ share of the bin × |its accuracy − its mean confidence| (Naeini
 * et al. 2015; Guo et al. 2017), as training reports it; undefined without a prediction.
 */
export function liveCalibration(predictions: readonly JudgedPrediction[]): LiveCalibration | undefined {
  const count = predictions.length;
  if (count === 0) return undefined;
  const bins = Array.from({ length: BINS }, () => ({ right: 0, confidence: 0 }));
  for (const { confidence, isRight } of predictions) {
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))]!;
    bin.right += isRight ? 1 : 0;
    bin.confidence += confidence;
  }
  const sum = (of: (bin: { right: number; confidence: number }) => number): number =>
    bins.reduce((total, bin) => total + of(bin), 0) / count;
  return {
    count,
    accuracy: sum(({ right }) => right),
    meanConfidence: sum(({ confidence }) => confidence),
    error: sum(({ right, confidence }) => Math.abs(right - confidence)),
  };
}
