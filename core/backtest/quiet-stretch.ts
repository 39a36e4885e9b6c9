import { DAY_MS, MINUTE_MS, utcDayOf } from '../market/bar.ts';
import type { Bar } from '../market/bar.ts';
import type { MatchingEngine } from '../matching/engine-contract.ts';
import type { Prediction } from '../model/prediction.ts';
import { money } from '../money/decimal.ts';
import type { TradingState } from '../trading/state.ts';

/**
 * Minutes after a played one in which the strategy can do nothing but go on as it is: with a position that nothing
 * reaches before its time exit, without one while nothing is asked for, and during a halt.
 */
export interface QuietStretch {
  readonly holds: boolean;
  /** Minutes that open from here on are played, epoch ms: time exit, end of a halt, and what a day begins and ends with. */
  readonly until: number;
  /** Whether a BUY or SELL changes nothing: in a position before its time, and during a halt. */
  readonly ignoresSignals: boolean;
  /** With a position: closes between these keep equity above the breaker's level. */
  readonly closeAbove: number;
  readonly closeBelow: number;
}

const ALL_PRICES = { closeAbove: -Infinity, closeBelow: Infinity };
/** Share of the day's equity by which the breaker must be missed, as this is worked out in floats. */
const BREAKER_MARGIN = 1e-6;

/** What may be passed over after the minute that left `state`; undefined when the next minute must be played. */
export function quietStretchAfter(state: TradingState, engine: MatchingEngine): QuietStretch | undefined {
  const { mode, haltUntil, position, pendingEntry, equity, wallet, failedObservations, unwritten } = state;
  const isUnsettled = pendingEntry !== undefined || failedObservations > 0 || unwritten.length > 0;
  if (isUnsettled || wallet === undefined || engine.openOrders(state.settings.symbol).length > 0) return undefined;
  if (position) return whileHolding(state, engine);
  // Flat, equity is the wallet: it stays, so that the day's anchor, the drawdown and the breaker stay with it.
  if (equity !== wallet || engine.openConditionals(state.settings.symbol).length > 0) return undefined;
  if (mode.mode === 'running') return { ...ALL_PRICES, holds: false, until: Infinity, ignoresSignals: false };
  if (mode.mode !== 'halted' || haltUntil === undefined) return undefined;
  return { ...ALL_PRICES, holds: false, until: haltUntil - MINUTE_MS, ignoresSignals: true };
}

function whileHolding(state: TradingState, engine: MatchingEngine): QuietStretch | undefined {
  const { position, mode, day, wallet, lastBar, settings } = state;
  if (!position || !day || wallet === undefined || lastBar === undefined) return undefined;
  if (mode.mode !== 'running' || day.start !== utcDayOf(lastBar)) return undefined;
  if (!position.isProtected || position.exitAsked !== undefined || position.looksWithoutExit > 0) return undefined;
  const armed = new Set(engine.openConditionals(settings.symbol).map(({ clientId }) => clientId));
  if (!armed.has(position.stopId) || !armed.has(position.targetId)) return undefined;
  const quantity = money(position.quantity);
  const signed = position.side === 'LONG' ? quantity : quantity.neg();
  if (!signed.eq(engine.position(settings.symbol).amount)) return undefined;

  const least = Number(day.equity) * (1 - settings.limits.dailyDrawdown + BREAKER_MARGIN);
  const level = Number(position.entryPrice) + (least - Number(wallet)) / signed.toNumber();
  return {
    holds: true,
    until: Math.min(position.exitDueBar, day.start + DAY_MS - MINUTE_MS),
    ignoresSignals: true,
    ...(position.side === 'LONG'
      ? { closeAbove: level, closeBelow: Infinity }
      : { closeAbove: -Infinity, closeBelow: level }),
  };
}

/** Whether nothing happens in a minute of the stretch that has a bar before and after it and no settlement. */
export function staysQuiet(
  stretch: QuietStretch,
  bar: Bar,
  prediction: Prediction | undefined,
  { settings, lastPrediction }: Pick<TradingState, 'settings' | 'lastPrediction'>,
  engine: MatchingEngine,
): boolean {
  if (bar.openTime >= stretch.until) return false;
  if (prediction) {
    if (!stretch.ignoresSignals && prediction.signal !== 'HOLD') return false;
    // Another model, or another prior, is told to the audit.
    const { prior, modelId } = prediction;
    if (prior !== undefined && (prior !== settings.prior || modelId !== lastPrediction?.modelId)) return false;
  }
  if (!stretch.holds) return true;
  if (bar.close <= stretch.closeAbove || bar.close >= stretch.closeBelow) return false;
  return bar.low > 0 && !engine.reactsWithin(settings.symbol, bar.low, bar.high, bar.openTime + MINUTE_MS);
}
