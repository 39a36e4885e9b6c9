import type { Money } from '../money/decimal.ts';
import { checkBarAge } from './checks/bar-age.ts';
import { checkBookAge } from './checks/book-age.ts';
import { checkConfidence } from './checks/confidence.ts';
import { checkCostGate } from './checks/cost-gate.ts';
import { checkDailyDrawdown } from './checks/daily-drawdown.ts';
import { checkDepth } from './checks/depth.ts';
import { checkDepthShare } from './checks/depth-share.ts';
import { checkEdge } from './checks/edge.ts';
import { checkFundingWindow } from './checks/funding-window.ts';
import { checkInputValidity } from './checks/input-validity.ts';
import { checkLiquidation } from './checks/liquidation.ts';
import { checkMargin } from './checks/margin.ts';
import { checkMinNotional } from './checks/min-notional.ts';
import { checkMinQuantity } from './checks/min-quantity.ts';
import { checkPositionOpen } from './checks/position-open.ts';
import { checkPriceBand } from './checks/price-band.ts';
import { checkSpread } from './checks/spread.ts';
import type { RiskFacts } from './facts.ts';
import { gatherFacts } from './facts.ts';
import { checkCooldown } from './protections/cooldown.ts';
import { checkLowEdgeLock } from './protections/low-edge-lock.ts';
import { checkStopLossGuard } from './protections/stop-loss-guard.ts';
import type { Figures } from './refusal.ts';
import { refuse, reported } from './refusal.ts';
import { inBps } from './round-trip-cost.ts';
import type { OrderPlan } from './sizing.ts';
import { planOrder } from './sizing.ts';
import type { ApprovedEntry, Refusal, RiskInputs, RiskVerdict } from './verdict.ts';

/** What must hold before an order is thought of, the most fundamental first. */
const CHECKS: readonly ((facts: RiskFacts) => Refusal | undefined)[] = [
  checkPositionOpen,
  checkDailyDrawdown,
  checkBarAge,
  checkBookAge,
  checkEdge,
  checkConfidence,
  checkCostGate,
  checkCooldown,
  checkStopLossGuard,
  checkLowEdgeLock,
  checkFundingWindow,
  checkSpread,
  checkDepth,
];

/** What must hold of the order itself. */
const ORDER_CHECKS: readonly ((facts: RiskFacts, plan: OrderPlan) => Refusal | undefined)[] = [
  checkDepthShare,
  checkMinQuantity,
  checkMinNotional,
  checkMargin,
  checkPriceBand,
  checkLiquidation,
];

/**
 * Turns a signal into an approved entry or into every reason against it. Pure, and the only maker of an ApprovedEntry.
 * Never throws: inputs that cannot be judged are refused as INPUT_INVALID.
 */
export function assessRisk(inputs: RiskInputs): RiskVerdict {
  const invalid = checkInputValidity(inputs);
  if (invalid.length > 0) return { approved: false, refusals: invalid, numbers: {} };
  const { signal } = inputs.prediction;
  if (signal === 'HOLD') {
    const hold = refuse('HOLD', 'The model expects no move worth trading.', {
      confidence: inputs.prediction.confidence,
    });
    return { approved: false, refusals: [hold], numbers: hold.numbers };
  }

  const facts = gatherFacts(inputs, signal);
  const plan = facts.kelly.f > 0 && facts.levels.length > 0 ? planOrder(facts) : undefined;
  const refusals = [
    ...CHECKS.map((check) => check(facts)),
    ...(plan ? ORDER_CHECKS.map((check) => check(facts, plan)) : []),
  ].filter((refusal) => refusal !== undefined);
  const numbers = reported({ ...figuresOf(facts), ...(plan ? planFigures(plan) : {}) });
  if (!plan || refusals.length > 0) return { approved: false, refusals, numbers };
  return { approved: true, entry: approve(facts, plan), numbers };
}

function approve(facts: RiskFacts, plan: OrderPlan): ApprovedEntry {
  return {
    side: facts.side,
    quantity: plan.quantity.toString(),
    referencePrice: amount(plan.referencePrice),
    stopDistance: facts.distances.stop.toString(),
    targetDistance: facts.distances.target.toString(),
    leverage: facts.inputs.limits.leverage,
    margin: amount(plan.margin),
    notional: amount(plan.notional),
  };
}

function figuresOf({ inputs, kelly, ...facts }: RiskFacts): Figures {
  return {
    kellyF: kelly.f,
    winProbability: kelly.p,
    payoff: kelly.payoff,
    pooledTrades: kelly.trades,
    confidence: inputs.prediction.confidence,
    expectedMoveBps: inputs.prediction.expectedMoveBps,
    roundTripCostBps: inBps(facts.roundTripCost),
    atr14: inputs.prediction.atr14,
    stopDistance: facts.distances.stop.toString(),
    targetDistance: facts.distances.target.toString(),
    spreadBps: facts.spreadBps,
    depthQuote: facts.depthQuote.toFixed(2),
    barAgeMs: inputs.barAgeMs,
    bookAgeMs: facts.bookAgeMs,
  };
}

function planFigures(plan: OrderPlan): Figures {
  return {
    quantity: plan.quantity.toString(),
    boundBy: plan.boundBy,
    referencePrice: amount(plan.referencePrice),
    notional: amount(plan.notional),
    margin: amount(plan.margin),
    wantedMargin: amount(plan.wantedMargin),
    lossAtStop: amount(plan.lossAtStop),
    lossLimit: amount(plan.lossLimit),
  };
}

/** Prices and amounts as the exchange keeps them: at most 8 decimals. */
function amount(value: Money): string {
  return value.toDecimalPlaces(8).toString();
}
