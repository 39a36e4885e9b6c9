import type { TradingSettings, TradingState } from './state.ts';

/** The state of a strategy run that has seen nothing yet. */
export function initialState(settings: TradingSettings): TradingState {
  return {
    settings,
    mode: { mode: 'running', since: 0, why: 'started', who: 'minutehand' },
    lastTradeId: 0,
    drawdown: 0,
    ownTrades: { trades: 0, wins: 0, winBpsSum: 0, lossBpsSum: 0 },
    recentTrades: [],
    failedObservations: 0,
    foreignOrders: [],
    sequence: 0,
    unwritten: [],
  };
}
