import type { TradingState } from '../../core/trading/state.ts';
import type { TradingStatus } from '../messages.ts';

/** The strategy at a glance. */
export function statusOf(state: TradingState): TradingStatus {
  const { lastPrediction, lastDecision } = state;
  return {
    symbol: state.settings.symbol,
    runTag: state.settings.runTag,
    mode: state.mode,
    ...(state.haltUntil === undefined ? {} : { haltUntil: state.haltUntil }),
    ...(state.lastBar === undefined ? {} : { lastBar: state.lastBar }),
    ...(state.equity === undefined ? {} : { equity: state.equity }),
    ...(state.wallet === undefined ? {} : { wallet: state.wallet }),
    drawdown: state.drawdown,
    dailyDrawdownLimit: state.settings.limits.dailyDrawdown,
    ...(state.position ? { position: state.position } : {}),
    ...(lastPrediction && lastDecision
      ? {
          lastSignal: {
            signal: lastPrediction.signal,
            confidence: lastPrediction.confidence,
            expectedMoveBps: lastPrediction.expectedMoveBps,
            modelId: lastPrediction.modelId,
            bar: lastDecision.bar,
          },
        }
      : {}),
    ...(state.lastLatencyMs === undefined ? {} : { latencyMs: state.lastLatencyMs }),
    unwritten: state.unwritten.length,
    trades: state.ownTrades.trades,
  };
}
