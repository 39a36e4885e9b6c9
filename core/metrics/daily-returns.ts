export interface EquityPoint {
  /** Epoch ms, ascending. */
  readonly time: number;
  /** Wallet and unrealised result, quote. */
  readonly equity: number;
}

const DAY_MS = 86_400_000;

/**
 * Simple return of each UTC day from the first point's to the last's: its last equity ÷ that of the day before − 1, the first
 * against `deposit`. A day without a point has the return 0, and a begun day counts as one.
 */
export function dailyReturns(points: readonly EquityPoint[], deposit: number): number[] {
  const closes = new Map<number, number>();
  for (const { time, equity } of points) closes.set(Math.floor(time / DAY_MS), equity);
  const days = [...closes.keys()];
  const returns: number[] = [];
  let before = deposit;
  for (let day = days[0] ?? 0; day <= (days.at(-1) ?? -1); day++) {
    const close = closes.get(day) ?? before;
    returns.push(close / before - 1);
    before = close;
  }
  return returns;
}
