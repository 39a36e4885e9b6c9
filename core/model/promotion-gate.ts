import type { Interval } from '../metrics/interval.ts';
import type { GateCheck, PromotionVerdict } from './promotion-verdict.ts';

/** What a model came to on the held-out minutes, after fees, slippage and funding. Rates are fractions. */
export interface JudgedModel {
  readonly modelId: string;
  readonly trades: number;
  /** Mean net result of a trade in basis points of its notional, with its 95 % bootstrap interval; null of too few trades. */
  readonly meanTrade: { readonly bps: number; readonly interval: Interval } | null;
  /** Net profit ÷ deposit. */
  readonly return: number;
  /** By the equity at each minute's close. */
  readonly maxDrawdown: number;
  /** Expected calibration error of its confidences; null when it predicted no labelled minute. */
  readonly calibrationError: number | null;
}

/** The written rules. */
export interface PromotionRules {
  /** A result of fewer trades is luck. */
  readonly leastTrades: number;
  /** Basis points that the lower end of the mean trade's interval must exceed. */
  readonly leastEdgeBps: number;
  /** By how much its return must exceed the champion's. */
  readonly leastGain: number;
  /** How much deeper than the champion's its drawdown may be; without a champion, how deep. */
  readonly drawdownAllowance: number;
  /** Highest calibration error that passes whatever the champion's is. */
  readonly calibrationLimit: number;
  /** Above that limit: how much worse than the champion's it may be. */
  readonly calibrationAllowance: number;
}

export const DEFAULT_PROMOTION_RULES: PromotionRules = {
  leastTrades: 30,
  leastEdgeBps: 0,
  leastGain: 0,
  drawdownAllowance: 0.02,
  calibrationLimit: 0.05,
  calibrationAllowance: 0.01,
};

/**
 * Whether a challenger takes the champion's place. Both were run on the same held-out minutes. Every rule must pass: of two
 * models without an edge the one that serves goes on, and a challenger that can't be told from luck never serves. The rule
 * is deliberately lopsided: a wrong promotion costs money, a wrong refusal is mended by the next training.
 *
 * @throws RangeError for rules that can't be.
 */
export function judgePromotion(
  challenger: JudgedModel,
  champion: JudgedModel | null,
  rules: PromotionRules = DEFAULT_PROMOTION_RULES,
): PromotionVerdict {
  checkRules(rules);
  const checks = [
    enoughTrades(challenger, champion, rules),
    edge(challenger, champion, rules),
    gain(challenger, champion, rules),
    drawdown(challenger, champion, rules),
    calibration(challenger, champion, rules),
  ];
  const failed = checks.filter(({ passed }) => !passed);
  if (failed.length === 0) {
    const place = champion === null ? 'there is no champion' : `it takes the place of ${champion.modelId}`;
    return { decision: 'promote', reason: `${challenger.modelId} passes every rule; ${place}`, checks };
  }
  const stays = champion === null ? 'no model is promoted' : `${champion.modelId} goes on serving`;
  return { decision: 'keep', reason: `${stays}: ${failed.map(({ sentence }) => sentence).join('; ')}`, checks };
}

function enoughTrades({ trades }: JudgedModel, champion: JudgedModel | null, { leastTrades }: PromotionRules) {
  return check(
    'least-trades',
    trades >= leastTrades,
    `the challenger made ${trades} trades, at least ${leastTrades} are needed`,
    { trades, championTrades: champion?.trades ?? null, leastTrades },
  );
}

function edge({ meanTrade }: JudgedModel, champion: JudgedModel | null, { leastEdgeBps }: PromotionRules): GateCheck {
  const numbers = {
    bps: meanTrade?.bps ?? null,
    low: meanTrade?.interval.low ?? null,
    high: meanTrade?.interval.high ?? null,
    championBps: champion?.meanTrade?.bps ?? null,
    championLow: champion?.meanTrade?.interval.low ?? null,
    championHigh: champion?.meanTrade?.interval.high ?? null,
    leastEdgeBps,
  };
  if (meanTrade === null) {
    return check('edge', false, 'the challenger made too few trades to give their mean an interval', numbers);
  }
  const { bps, interval } = meanTrade;
  return check(
    'edge',
    interval.low > leastEdgeBps,
    `its mean trade is ${bps.toFixed(2)} bps net, 95 % interval ${interval.low.toFixed(2)} to ` +
      `${interval.high.toFixed(2)}, which must lie above ${leastEdgeBps}`,
    numbers,
  );
}

/** Doing nothing returns 0: the challenger must beat that too, whatever a losing champion makes of it. */
function gain(challenger: JudgedModel, champion: JudgedModel | null, { leastGain }: PromotionRules): GateCheck {
  const other = Math.max(champion?.return ?? 0, 0);
  const whose = other === champion?.return ? "of the champion's" : 'of doing nothing';
  return check(
    'gain',
    challenger.return > other + leastGain,
    `its return is ${percent(challenger.return)}, which must exceed the ${percent(other)} ${whose} by more than ${percent(leastGain)}`,
    { return: challenger.return, championReturn: champion?.return ?? null, leastGain },
  );
}

function drawdown(challenger: JudgedModel, champion: JudgedModel | null, { drawdownAllowance }: PromotionRules) {
  const limit = (champion?.maxDrawdown ?? 0) + drawdownAllowance;
  return check(
    'drawdown',
    challenger.maxDrawdown <= limit,
    `its deepest drawdown is ${percent(challenger.maxDrawdown)}, at most ${percent(limit)} is allowed`,
    {
      maxDrawdown: challenger.maxDrawdown,
      championMaxDrawdown: champion?.maxDrawdown ?? null,
      drawdownAllowance,
    },
  );
}

function calibration(
  { calibrationError }: JudgedModel,
  champion: JudgedModel | null,
  { calibrationLimit, calibrationAllowance }: PromotionRules,
): GateCheck {
  const championError = champion?.calibrationError ?? null;
  const limit = Math.max(calibrationLimit, championError === null ? 0 : championError + calibrationAllowance);
  const numbers = { calibrationError, championCalibrationError: championError, limit };
  if (calibrationError === null) {
    return check('calibration', false, 'the challenger predicted no labelled minute', numbers);
  }
  return check(
    'calibration',
    calibrationError <= limit,
    `its confidences are ${percent(calibrationError)} off on average, at most ${percent(limit)} is allowed`,
    numbers,
  );
}

function check(rule: string, passed: boolean, sentence: string, numbers: GateCheck['numbers']): GateCheck {
  return { rule, passed, sentence, numbers };
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(2)} %`;
}

/** @throws RangeError naming the rule, its value and what would be right. */
export function checkRules(rules: PromotionRules): void {
  const { leastTrades, leastEdgeBps, leastGain, ...fractions } = rules;
  if (!Number.isInteger(leastTrades) || leastTrades < 1) {
    throw new RangeError(`leastTrades can't be ${leastTrades}; right is a whole number from 1`);
  }
  for (const [name, value] of Object.entries({ leastEdgeBps, leastGain })) {
    // Below 0 a challenger that loses would pass.
    if (!(value >= 0 && value < Infinity)) throw new RangeError(`${name} can't be ${value}; right is a number from 0`);
  }
  for (const [name, value] of Object.entries(fractions)) {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} can't be ${value}; right is a fraction, 0 to 1`);
  }
}
