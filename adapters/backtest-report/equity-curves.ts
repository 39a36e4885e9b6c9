import type { EquityPoint } from '../../core/metrics/daily-returns.ts';

/** Time (epoch ms) and value. */
export type CurvePoint = [time: number, value: number];

export interface EquityCurves {
  readonly equity: CurvePoint[];
  /** Percent below the peak, 0 or less. */
  readonly drawdown: CurvePoint[];
}

/** More points than a picture is wide show nothing more. */
const MOST_SPANS = 1_000;

/**
 * Curves for a picture: of each of at most 1,000 spans the lowest, the highest and the last equity, in order, so that no
 * fall and no peak is lost; and the worst drawdown of the span.
 */
export function curvesOf(points: readonly EquityPoint[], deposit: number): EquityCurves {
  const length = Math.max(1, Math.ceil(points.length / MOST_SPANS));
  const equity: CurvePoint[] = [];
  const drawdown: CurvePoint[] = [];
  let peak = deposit;
  for (let from = 0; from < points.length; from += length) {
    const span = points.slice(from, from + length);
    let [low, high] = [span[0]!, span[0]!];
    let worst: CurvePoint = [span[0]!.time, 0];
    for (const point of span) {
      if (point.equity < low.equity) low = point;
      if (point.equity > high.equity) high = point;
      peak = Math.max(peak, point.equity);
      const fall = 100 * (point.equity / peak - 1);
      if (fall <= worst[1]) worst = [point.time, fall];
    }
    const kept = [...new Set([low, high, span.at(-1)!])].sort((a, b) => a.time - b.time);
    equity.push(...kept.map((point): CurvePoint => [point.time, point.equity]));
    drawdown.push(worst);
  }
  return { equity, drawdown };
}
