/** Greatest fall from a peak, as a fraction of the peak; the first peak is `deposit`. 0 when nothing fell. */
export function maxDrawdown(equities: Iterable<number>, deposit: number): number {
  let peak = deposit;
  let worst = 0;
  for (const equity of equities) {
    peak = Math.max(peak, equity);
    worst = Math.max(worst, (peak - equity) / peak);
  }
  return worst;
}
