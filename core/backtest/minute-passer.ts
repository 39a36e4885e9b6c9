import { MINUTE_MS } from '../market/bar.ts';
import type { Bar } from '../market/bar.ts';
import type { Prediction } from '../model/prediction.ts';
import type { TradingState } from '../trading/state.ts';
import type { BacktestExchange } from './backtest-exchange.ts';
import { quietStretchAfter, staysQuiet } from './quiet-stretch.ts';
import type { QuietStretch } from './quiet-stretch.ts';
import type { BacktestInput } from './run-backtest.ts';

/**
 * Passes over minutes in which nothing can happen, and leaves strategy and exchange as if they had been played, but for
 * what the next played minute writes anew anyway.
 */
export class MinutePasser {
  readonly #input: BacktestInput;
  readonly #exchange: BacktestExchange;
  readonly #settlements: readonly number[];
  #nextSettlement = 0;
  #stretch: QuietStretch | undefined;
  #lastBar: Bar | undefined;
  #lastPrediction: Prediction | undefined;

  constructor(input: BacktestInput, exchange: BacktestExchange) {
    this.#input = input;
    this.#exchange = exchange;
    this.#settlements = input.market.funding(input.from, input.to).map(({ fundingTime }) => fundingTime);
  }

  /** A minute was played and left `state`. */
  played(state: TradingState): void {
    this.#stretch = quietStretchAfter(state, this.#exchange.engine);
    this.#lastBar = undefined;
    this.#lastPrediction = state.lastPrediction;
  }

  /**
   * Whether the minute is passed over.
   * @param next the bar of the minute after it; without one the minute is played.
   * @param state as the last played minute left it.
   */
  passes(bar: Bar, next: Bar | undefined, state: TradingState): boolean {
    const stretch = this.#stretch;
    if (!stretch || !next) return false;
    const { openTime } = bar;
    const before = this.#lastBar?.openTime ?? state.lastBar;
    if (before !== openTime - MINUTE_MS) return false;
    if (stretch.holds && this.#hasSettlement(openTime)) return false;
    const prediction = this.#input.predictionAt(openTime);
    const lastPrediction = this.#lastPrediction;
    const known = lastPrediction ? { settings: state.settings, lastPrediction } : { settings: state.settings };
    if (!staysQuiet(stretch, bar, prediction, known, this.#exchange.engine)) return false;
    this.#lastBar = bar;
    this.#lastPrediction = prediction ?? lastPrediction;
    return true;
  }

  /** Takes the exchange to the last minute passed over. The state with which the next one is played. */
  arrive(state: TradingState): TradingState {
    const bar = this.#lastBar;
    if (!bar) return state;
    this.#exchange.passMinute(bar);
    const lastPrediction = this.#lastPrediction;
    return {
      ...state,
      lastBar: bar.openTime,
      lastClose: bar.close,
      // A backtest's predictions take no time; where none was made since, the played minute's figure stays.
      ...(lastPrediction && lastPrediction !== state.lastPrediction ? { lastPrediction, lastLatencyMs: 0 } : {}),
    };
  }

  #hasSettlement(openTime: number): boolean {
    const settlements = this.#settlements;
    while (settlements[this.#nextSettlement]! < openTime) this.#nextSettlement += 1;
    return settlements[this.#nextSettlement]! < openTime + MINUTE_MS;
  }
}
