const BINS = 10;

/**
 * Expected calibration error (Guo et al., On Calibration of Modern Neural Networks, 2017): the distance of confidence and
 * hit rate over ten bins of equal width, weighted by how many fall into each. As the training script computes it.
 * @param confidences of the class that was predicted, 0..1.
 * @param hits whether that class was right; as many.
 * @returns a fraction; undefined of no prediction.
 */
export function calibrationError(confidences: readonly number[], hits: readonly boolean[]): number | undefined {
  if (confidences.length === 0) return undefined;
  const bins = Array.from({ length: BINS }, () => ({ confidence: 0, hits: 0 }));
  confidences.forEach((confidence, i) => {
    const bin = bins[Math.min(Math.floor(confidence * BINS), BINS - 1)]!;
    bin.confidence += confidence;
    bin.hits += hits[i] === true ? 1 : 0;
  });
  const off = bins.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.hits), 0);
  return off / confidences.length;
}
