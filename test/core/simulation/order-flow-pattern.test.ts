import assert from 'node:assert/strict';
import type { Bar } from '../../../core/market/bar.ts';
import {
  createSimulatedMarket,
  SIMULATED_HISTORY_FROM,
  SIMULATED_START,
} from '../../../core/simulation/simulated-market.ts';

const HOURS = 720;
/** Round trip at 5 bps a side and 0.5 bps slippage, and what the cost gate asks for. */
const ROUND_TRIP_BPS = 11;
const GATE_BPS = 16.5;

interface Trigger {
  readonly index: number;
  /** +1 takers buy, −1 they sell. */
  readonly side: number;
}

const lean = (bar: Bar): number => bar.takerBuyVolume / bar.volume - 0.5;
const moveBps = (from: Bar, to: Bar): number => 1e4 * (to.close / from.close - 1);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * A rule as simple as can be, blind to the future and to the simulation's insides: two minutes in a row at more than 1.6
 * times the usual volume (the median of the hour before) of which takers on one side made more than 62 %. Then it waits
 * five minutes.
 */
function triggers(bars: readonly Bar[]): Trigger[] {
  const found: Trigger[] = [];
  for (let i = 60; i + 4 < bars.length; i++) {
    if (i - (found.at(-1)?.index ?? 0) < 5) continue;
    const [before, now] = [bars[i - 1]!, bars[i]!];
    const leaning = lean(before) * lean(now) > 0 && Math.min(Math.abs(lean(before)), Math.abs(lean(now))) > 0.12;
    if (!leaning) continue;
    const volumes = bars.slice(i - 60, i - 2).map((bar) => bar.volume);
    const usual = volumes.sort((a, b) => a - b)[29]!;
    if (before.volume > 1.6 * usual && now.volume > 1.6 * usual) found.push({ index: i, side: Math.sign(lean(now)) });
  }
  return found;
}

describe('the pattern in the simulated order flow', () => {
  for (const seed of [1, 7, 2026]) {
    describe(`of seed ${seed}`, () => {
      const bars = createSimulatedMarket({ seed }).bars(SIMULATED_HISTORY_FROM, SIMULATED_START);
      const found = triggers(bars);
      const forward = found.map(({ index, side }) => side * moveBps(bars[index]!, bars[index + 3]!));

      it('shows itself 2 to 6 times an hour to a rule that sees past flow only', () => {
        const perHour = found.length / HOURS;
        assert.ok(perHour >= 2 && perHour <= 6, `${perHour} an hour`);
      });

      it('is followed by 3 minutes that move well beyond the cost gate', () => {
        assert.ok(mean(forward) > GATE_BPS + 5, `${mean(forward)} bps`);
      });

      it('pays after costs on balance, on both sides, and not always', () => {
        for (const side of [-1, 1]) {
          const ofSide = forward.filter((_, i) => found[i]!.side === side);
          assert.ok(mean(ofSide) > ROUND_TRIP_BPS + 5, `side ${side}: ${mean(ofSide)} bps`);
        }
        const losing = forward.filter((move) => move < ROUND_TRIP_BPS).length / forward.length;
        assert.ok(losing > 0.08 && losing < 0.35, `${losing} of trades lose`);
      });

      it('is not in the price while it lasts: takers push and it hardly moves', () => {
        const during = found.map(({ index, side }) => side * moveBps(bars[index - 2]!, bars[index]!));
        assert.ok(Math.abs(mean(during)) < 5, `${mean(during)} bps in the two minutes`);
      });

      it('needs both signs: a lean at usual volume, and volume without a lean, stay below the gate', () => {
        const byLean: number[] = [];
        const byVolume: number[] = [];
        for (let i = 60; i + 3 < bars.length; i++) {
          const volumes = bars.slice(i - 60, i - 2).map((bar) => bar.volume);
          const multiple = bars[i]!.volume / volumes.sort((a, b) => a - b)[29]!;
          const move = Math.sign(lean(bars[i]!)) * moveBps(bars[i]!, bars[i + 3]!);
          if (Math.abs(lean(bars[i]!)) > 0.12 && multiple < 1.3) byLean.push(move);
          if (Math.abs(lean(bars[i]!)) < 0.12 && multiple > 1.6) byVolume.push(move);
        }
        assert.ok(byLean.length > 300 && mean(byLean) < GATE_BPS, `lean: ${mean(byLean)} bps of ${byLean.length}`);
        assert.ok(
          byVolume.length > 300 && mean(byVolume) < GATE_BPS,
          `volume: ${mean(byVolume)} bps of ${byVolume.length}`,
        );
      });
    });
  }

  it('comes at random times: no minute of the hour has much more of it than another', () => {
    const bars = createSimulatedMarket({ seed: 3 }).bars(SIMULATED_HISTORY_FROM, SIMULATED_START);
    const found = triggers(bars);
    const counts = new Array<number>(60).fill(0);
    for (const { index } of found) counts[index % 60]! += 1;
    const expected = found.length / 60;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 59 degrees of freedom: above 102.7 once in 2,700 times.
    assert.ok(chiSquare < 102.7, `chi-square ${chiSquare}`);
  });
});
