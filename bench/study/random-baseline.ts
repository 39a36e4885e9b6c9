import { MINUTE_MS } from '../../core/market/bar.ts';
import type { RiskLimits } from '../../core/risk/limits.ts';
import { ALWAYS_FLAT } from '../../core/rules/always-flat.ts';
import { randomEntry } from '../../core/rules/random-entry.ts';
import { randomStream } from '../../core/simulation/random.ts';
import { rulePredictions } from '../../core/rules/rule-predictions.ts';
import { sliceInputs } from '../../core/features/slice.ts';
import { signalOf } from '../../core/rules/signal-rule.ts';
import type { PredictionSource } from '../../core/rules/signal-rule.ts';
import type { Period } from './periods.ts';
import type { Recording } from './recording.ts';
import { runSignals } from './run-signals.ts';
import type { StudyTrade } from './run-signals.ts';

/** Beyond every cost gate, so that the gate's stops and exits are kept and only the minute is drawn by lot. */
const CLAIMED_MOVE_BPS = 1_000;
const WANTED_TRADES = 1_000;
const [FEWEST_SEEDS, MOST_SEEDS] = [2, 12];
const DRAWS = 2_000;
const HISTORY = 2_000;
const NOTHING = new Float64Array(0);

export interface RandomBaseline {
  readonly seeds: number;
  readonly trades: readonly StudyTrade[];
}

/** Runs any strategy's signals on the engine; another one for maker entries. */
export type Runner = (predictionAt: PredictionSource, period: Period, limits: RiskLimits) => readonly StudyTrade[];

/** Random entries as often as a strategy that made `tradeCount` trades, with the same exits, over as many seeds as it takes. */
export function randomBaseline(
  recording: Recording,
  period: Period,
  limits: RiskLimits,
  tradeCount: number,
  run: Runner = (predictionAt, during, within) => runSignals(recording.market, predictionAt, during, within).trades,
): RandomBaseline {
  const { from, to } = period;
  const minutes = (to - from) / MINUTE_MS;
  const seeds = Math.min(MOST_SEEDS, Math.max(FEWEST_SEEDS, Math.ceil(WANTED_TRADES / Math.max(1, tradeCount))));
  const first = (from - recording.inputs.openTime[0]!) / MINUTE_MS;
  const inputs = sliceInputs(recording.inputs, first - HISTORY, first + minutes);
  // With the ATR of each minute: the same for every seed.
  const holding = rulePredictions(ALWAYS_FLAT, inputs, HISTORY);
  const trades: StudyTrade[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const { opinionOf } = randomEntry({ seed, entryShare: tradeCount / minutes, claimedMoveBps: CLAIMED_MOVE_BPS });
    const predictionAt: PredictionSource = (openTime) => {
      const flat = holding(openTime);
      if (!flat) return undefined;
      const { probabilities, expectedMoveBps } = opinionOf(NOTHING, openTime);
      return { ...flat, ...signalOf(probabilities), probabilities, expectedMoveBps };
    };
    trades.push(...run(predictionAt, period, limits));
  }
  return { seeds, trades };
}

/** Share of 2,000 draws of as many random trades as the strategy made whose mean is at least the strategy's. */
export function luckAsGood(strategy: readonly StudyTrade[], { trades }: RandomBaseline): number {
  const meanOf = (sum: number): number => sum / strategy.length;
  const reached = meanOf(strategy.reduce((sum, { netBps }) => sum + netBps, 0));
  const random = randomStream(1, strategy.length, trades.length);
  let asGood = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    let sum = 0;
    for (let i = 0; i < strategy.length; i++) sum += trades[Math.floor(random.uniform() * trades.length)]!.netBps;
    if (meanOf(sum) >= reached) asGood += 1;
  }
  return asGood / DRAWS;
}
