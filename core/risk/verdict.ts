import type { Bar } from '../market/bar.ts';
import type { OrderBook } from '../market/order-book.ts';
import type { Prediction, TradeRecordSummary } from '../model/prediction.ts';
import type { DecimalText } from '../money/decimal.ts';
import type { LeverageBracket } from '../money/leverage-brackets.ts';
import type { SymbolFilters } from '../money/symbol-filters.ts';
import type { RiskLimits } from './limits.ts';

/** Why an entry was refused. One code, one meaning, for good: the audit and the reports group by it. */
export type RefusalCode =
  | 'HOLD' // the signal asks for no trade
  | 'INPUT_INVALID' // NaN, zero or absurd input; the numbers name it
  | 'LOW_CONFIDENCE'
  | 'COST_GATE'
  | 'NO_EDGE' // Kelly f <= 0
  | 'POSITION_OPEN'
  | 'DAILY_DRAWDOWN'
  | 'STALE_BAR'
  | 'STALE_BOOK'
  | 'THIN_BOOK'
  | 'DEPTH_SHARE'
  | 'WIDE_SPREAD'
  | 'FUNDING_WINDOW'
  | 'BELOW_MIN_QTY'
  | 'MIN_NOTIONAL'
  | 'PRICE_BAND' // stop or target outside the symbol's price limits
  | 'MARGIN' // not enough available balance
  | 'LIQUIDATION_BEFORE_STOP'
  | 'COOLDOWN'
  | 'STOP_LOSS_GUARD'
  | 'LOW_EDGE'
  // refused before the engine was asked, by the trading step
  | 'PAUSED'
  | 'HALTED'
  | 'STOPPED'
  | 'GAP' // catching up after missed minutes
  | 'NO_PREDICTION'
  | 'MODEL_FALLBACK' // the model could not be asked: a HOLD in its place
  | 'ORDER_REJECTED' // the exchange refused the entry or filled none of it
  | 'NO_OBSERVATION' // the exchange could not be asked what is really there
  | 'AUDIT_BEHIND'; // the audit can't be written and its backlog is full

/** One reason, as a sentence for a person and as numbers for a report. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly sentence: string;
  readonly numbers: Readonly<Record<string, number | string>>;
}

/** A closed trade as the protections see it. */
export interface ClosedTradeBrief {
  /** Bar in which it was closed, epoch ms. */
  readonly closedBar: number;
  readonly exit: 'stop' | 'target' | 'time' | 'breaker' | 'operator' | 'protection' | 'liquidation' | 'other';
  /** Net result in basis points of entry notional, after fees and funding. */
  readonly netBps: number;
}

/** Everything the verdict depends on. Gathered by `checkRisk` (or by the backtest), judged by `assessRisk`. */
export interface RiskInputs {
  readonly bar: Bar;
  readonly prediction: Prediction;
  /** Exchange time since the bar closed, ms. */
  readonly barAgeMs: number;
  /** Exchange time of the question, epoch ms. */
  readonly now: number;
  readonly account: {
    readonly wallet: DecimalText;
    /** wallet + unrealised. */
    readonly equity: DecimalText;
    readonly available: DecimalText;
    /** Signed base quantity, "0" when flat. */
    readonly positionAmt: DecimalText;
  };
  readonly dayStartEquity: DecimalText;
  readonly book: OrderBook;
  readonly markPrice: DecimalText;
  readonly nextFundingTime: number;
  readonly filters: SymbolFilters;
  readonly brackets: readonly LeverageBracket[];
  readonly fees: { readonly taker: DecimalText; readonly maker: DecimalText };
  /** The strategy's own closed trades, net of costs. */
  readonly ownTrades: TradeRecordSummary;
  /** The prior from the model's walk-forward (validation) trades, net of costs. */
  readonly prior: TradeRecordSummary;
  readonly recentTrades: readonly ClosedTradeBrief[];
  readonly limits: RiskLimits;
}

declare const approved: unique symbol;

/** An entry that the risk engine has approved. Only `assessRisk` makes one: the brand proves that a check happened. */
export interface ApprovedEntry {
  readonly [approved]?: true;
  readonly side: 'BUY' | 'SELL';
  /** Rounded down to the market step. */
  readonly quantity: DecimalText;
  /** Price the sizing assumed: the side's book walked for this quantity. */
  readonly referencePrice: DecimalText;
  /** Distances in quote per base from the real fill price; the bracket is set from the fill, not from the guess. */
  readonly stopDistance: DecimalText;
  readonly targetDistance: DecimalText;
  readonly leverage: number;
  readonly margin: DecimalText;
  readonly notional: DecimalText;
}

export type RiskVerdict =
  | {
      readonly approved: true;
      readonly entry: ApprovedEntry;
      /** Kelly f, p, R, expected move, cost, loss at stop … whatever the decision rested on. */
      readonly numbers: Readonly<Record<string, number | string>>;
    }
  | {
      readonly approved: false;
      /** Never empty; the first is the one the screen shows. */
      readonly refusals: readonly Refusal[];
      readonly numbers: Readonly<Record<string, number | string>>;
    };
