import { LIVE_BARS } from '../../core/features/compute.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import type { Signal } from '../../core/model/prediction.ts';
import { comparisonRule } from '../../core/rules/comparison-rules.ts';
import type { RuleMaking, RuleName } from '../../core/rules/comparison-rules.ts';
import { rulePredictions } from '../../core/rules/rule-predictions.ts';
import { certainOf } from '../../core/rules/signal-rule.ts';
import type { PredictionSource, SignalRule } from '../../core/rules/signal-rule.ts';
import { ConfigurationRefused } from '../config/refusal.ts';
import { minuteText } from '../kline-files/read-klines.ts';
import { FORCED_MOVE_BPS, FORCED_PRIOR } from '../model/forced-model.ts';
import type { BacktestMarket } from './backtest-market.ts';
import { consecutiveInputs } from './consecutive-inputs.ts';
import type { BacktestSignals } from './signals.ts';

const INVENTED_PRIOR =
  'invented (60 % wins of 30 bps against losses of 20 bps), so that entries are sized above zero: a rule has no validation trades';

/**
 * A rule of core/rules over the market. What it learns, it learns from the minutes before `startsAt` alone: the last ones
 * without a gap among its history.
 * @throws ConfigurationRefused when there are too few of them to learn from.
 */
export function ruleSignals(
  name: RuleName,
  market: BacktestMarket,
  making: Omit<RuleMaking, 'training'>,
): BacktestSignals {
  const training = consecutiveInputs(market, market.historyFrom, market.startsAt).at(-1);
  if (!training) {
    throw new ConfigurationRefused(
      `--rule ${name} learns from the minutes before ${minuteText(market.startsAt)}, and there are no ${LIVE_BARS} without a gap`,
    );
  }
  const rule = learnt(name, { ...making, training });
  const learns = name === 'momentum' || name === 'mean-reversion' || name === 'logistic';
  const from = `${training.length} minutes from ${minuteText(training.openTime[0]!)} on`;
  return {
    id: rule.id,
    sentence: learns ? `rule ${rule.id}, its expectations from ${from}` : `rule ${rule.id}`,
    prior: FORCED_PRIOR,
    priorSentence: INVENTED_PRIOR,
    warnings: [],
    predictionAt: overMarket(rule, market),
  };
}

/** A model that has made up its mind, as `npm start -- --model forced:BUY` has it. */
export function forcedSignals(signal: Signal, market: BacktestMarket): BacktestSignals {
  const id = `forced-${signal}`;
  const opinion = certainOf(signal, FORCED_MOVE_BPS);
  return {
    id,
    sentence: `forced to ${signal} at every minute; it knows nothing of the market`,
    prior: FORCED_PRIOR,
    priorSentence: INVENTED_PRIOR,
    warnings: [],
    predictionAt: overMarket({ id, features: [], opinionOf: () => opinion }, market),
  };
}

function learnt(name: RuleName, making: RuleMaking): SignalRule {
  try {
    return comparisonRule(name, making);
  } catch (error) {
    if (error instanceof RangeError) throw new ConfigurationRefused(`--rule ${name}: ${error.message}`);
    throw error;
  }
}

/** Every minute that has 1,500 without a gap up to it. */
function overMarket(rule: SignalRule, market: BacktestMarket): PredictionSource {
  const runs = consecutiveInputs(market, market.startsAt - (LIVE_BARS - 1) * MINUTE_MS, market.endsAt).map(
    (inputs) => ({
      end: inputs.openTime[inputs.length - 1]!,
      at: rulePredictions(rule, inputs, LIVE_BARS - 1),
    }),
  );
  return (openTime) => runs.find(({ end }) => openTime <= end)?.at(openTime);
}
