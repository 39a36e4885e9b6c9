import { DEFAULT_RISK_LIMITS } from '../../core/risk/limits.ts';
import type { RiskLimits } from '../../core/risk/limits.ts';
import { meanMoveAfter } from '../../core/rules/mean-move-after.ts';
import { meanReversion } from '../../core/rules/mean-reversion.ts';
import type { SignalRule } from '../../core/rules/signal-rule.ts';
import { momentum } from '../../core/rules/momentum.ts';
import { rulePredictions } from '../../core/rules/rule-predictions.ts';
import type { PredictionSource } from '../../core/rules/signal-rule.ts';
import { sliceInputs } from '../../core/features/slice.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import { minutesOf, SEED_LIMITS } from './attempts.ts';
import { bps, markdownTable, meanText, percent, TRADE_TITLES, tradeRow } from './figures.ts';
import { TRAINING } from './periods.ts';
import type { Period } from './periods.ts';
import { randomBaseline } from './random-baseline.ts';
import type { Recording } from './recording.ts';
import { runSignals, TAKER_FEE } from './run-signals.ts';
import type { SignalRun, StudyTrade } from './run-signals.ts';

export interface NamedRun {
  readonly name: string;
  readonly run: SignalRun;
  readonly limits: RiskLimits;
}

const HISTORY = 2_000;

/** The network and the rules, by the seed's plain rules and by the default ones. */
export function plainRuns(
  recording: Recording,
  { network, logistic }: { readonly network: PredictionSource; readonly logistic: PredictionSource },
  period: Period,
): NamedRun[] {
  const { market, inputs } = recording;
  const first = (period.from - inputs.openTime[0]!) / MINUTE_MS;
  const judged = sliceInputs(inputs, first - HISTORY, first + (period.to - period.from) / MINUTE_MS);
  const training = minutesOf(inputs, TRAINING);
  const predictionsOf = (rule: SignalRule): PredictionSource => rulePredictions(rule, judged, HISTORY);
  const following = (expectedMoveBps: number): SignalRule => momentum({ expectedMoveBps });
  // A third of the bands' width beyond the band: at the band itself it would be in the market without a break.
  const beyondBand = (expectedMoveBps: number): SignalRule => meanReversion({ beyond: 0.3, expectedMoveBps });
  const sources = [
    ['network', network],
    ['logistic regression', logistic],
    ['momentum', predictionsOf(following(meanMoveAfter(following(0), training)))],
    ['mean reversion', predictionsOf(beyondBand(meanMoveAfter(beyondBand(0), training)))],
  ] as const;
  return sources.flatMap(([name, predictionAt]) =>
    [
      { name: `${name}, plain rules`, limits: SEED_LIMITS },
      { name: `${name}, default rules`, limits: DEFAULT_RISK_LIMITS },
    ].map((one) => ({
      ...one,
      run: runSignals(
        market,
        mayEnter(predictionAt, period, one.limits) ? predictionAt : SAYS_NOTHING,
        period,
        one.limits,
      ),
    })),
  );
}

const SAYS_NOTHING: PredictionSource = () => undefined;

/** False when the cost gate refuses every signal: what a run would come to is known then. */
function mayEnter(predictionAt: PredictionSource, { from, to }: Period, limits: RiskLimits): boolean {
  if (limits.rules === 'seed') return true;
  const neededBps = limits.costMargin * 2 * (TAKER_FEE * 1e4 + limits.slippageBps);
  for (let openTime = from; openTime < to; openTime += MINUTE_MS) {
    const said = predictionAt(openTime);
    if (said && said.signal !== 'HOLD' && Math.abs(said.expectedMoveBps) >= neededBps) return true;
  }
  return false;
}

export function tradingSection(recording: Recording, period: Period, runs: readonly NamedRun[]): string {
  const rows = runs.map(({ name, run, limits }) => {
    const { trades } = run;
    return tradeRow(
      name,
      trades,
      trades.length === 0 ? undefined : randomBaseline(recording, period, limits, trades.length),
    );
  });
  return markdownTable(TRADE_TITLES, [...rows, ['doing nothing', '0', '', '0', '0', '0', '', '']]);
}

/** What an account of 10,000 USDT came to, sized by the claimed record. */
export function accountSection(runs: readonly NamedRun[]): string {
  return markdownTable(
    ['strategy', 'return', 'Sharpe', 'greatest drawdown', 'fees paid, USDT', 'time in the market'],
    runs
      .filter(({ run }) => run.trades.length > 0)
      .map(({ name, run: { summary } }) => [
        name,
        percent(summary.return),
        summary.sharpe === null ? 'N/A' : summary.sharpe.toFixed(1).replace('-', '−'),
        percent(summary.maxDrawdown),
        Number(summary.fees).toFixed(0),
        percent(summary.exposure * (summary.minutes / (summary.minutes + summary.minutesWithoutBar)), 2),
      ]),
  );
}

export function monthSection(
  strategies: readonly { readonly name: string; readonly trades: readonly StudyTrade[] }[],
): string {
  const monthOf = ({ openedBar }: StudyTrade): string => new Date(openedBar).toISOString().slice(0, 7);
  const months = [...new Set(strategies.flatMap(({ trades }) => trades.map(monthOf)))].sort();
  return markdownTable(
    ['month', ...strategies.flatMap(({ name }) => [name, 'before fees', 'net at 0.05 % (95 %)'])],
    months.map((month) => [
      month,
      ...strategies.flatMap(({ trades }) => {
        const own = trades.filter((trade) => monthOf(trade) === month);
        const gross = own.reduce((sum, { grossBps }) => sum + grossBps, 0) / own.length;
        return [
          `${own.length} trades`,
          own.length < 10 ? 'N/A' : bps(gross),
          meanText(own.map(({ netBps }) => netBps)),
        ];
      }),
    ]),
  );
}
