import { closeTimeOf, MINUTE_MS } from '../market/bar.ts';
import type { Bar } from '../market/bar.ts';
import { OrderRejected } from '../matching/engine-contract.ts';
import type { LedgerEntry } from '../matching/engine-contract.ts';
import type { KnownMinutes } from '../matching/minute-market.ts';
import type { Prediction } from '../model/prediction.ts';
import { money } from '../money/decimal.ts';
import type { DecimalText } from '../money/decimal.ts';
import { assessRisk } from '../risk/assess.ts';
import { clientOrderId } from '../trading/client-order-id.ts';
import { entryLimits } from '../trading/entry-limits.ts';
import { initialState } from '../trading/initial-state.ts';
import type { AuditRecord } from '../trading/records.ts';
import { step } from '../trading/step.ts';
import type { TradingSettings, TradingState } from '../trading/state.ts';
import type { TradingAction, TradingEvent } from '../trading/step-contract.ts';
import { BacktestExchange } from './backtest-exchange.ts';
import { MinutePasser } from './minute-passer.ts';

const FUNDING_INTERVAL_MS = 8 * 60 * MINUTE_MS;

export interface BacktestInput {
  readonly market: KnownMinutes;
  readonly settings: TradingSettings;
  readonly deposit: DecimalText;
  /** Minutes [from, to) that are traded, open times in epoch ms. */
  readonly from: number;
  readonly to: number;
  /** What a model said of the minute that opened then; undefined where it can't say anything. */
  readonly predictionAt: (openTime: number) => Prediction | undefined;
  /** Gets each minute's records as they are made, in order: a year of them need not be kept. */
  readonly onRecords: (records: readonly AuditRecord[]) => void;
  /**
   * `all`, the default: every minute has its decision and its equity. `trades`: minutes in which nothing can happen are
   * passed over and have none; trades, fills, orders, events, ledger and outcome are the same, in a fraction of the time.
   */
  readonly records?: 'all' | 'trades';
}

export interface BacktestOutcome {
  /** The strategy's state after the last minute. */
  readonly state: TradingState;
  /** wallet = sum of the ledger, to the last digit. */
  readonly ledger: readonly LedgerEntry[];
  readonly wallet: DecimalText;
  /** wallet + unrealised at the last close. */
  readonly equity: DecimalText;
  /** Minutes that had a bar. */
  readonly minutes: number;
}

/**
 * Drives the strategy's own `step` through recorded minutes on the paper exchange's own matching engine: the third shell
 * beside the trading workflow and the audit's replay. Pure: the same input gives the same records. A minute without a bar
 * is one that the strategy never heard of, as in a replay.
 *
 * @throws RangeError when [from, to) is empty or not on whole minutes.
 */
export function runBacktest(input: BacktestInput): BacktestOutcome {
  const { market, settings, from, to } = input;
  if (from % MINUTE_MS !== 0 || to % MINUTE_MS !== 0 || from >= to) {
    throw new RangeError(
      `a backtest of [${from}, ${to}): whole minutes in epoch ms, the end after the start, are right`,
    );
  }
  const { deposit, onRecords } = input;
  const exchange = new BacktestExchange(market, { deposit, leverage: settings.limits.leverage, from });
  const shell = new BacktestShell(input, exchange);
  const passer = input.records === 'trades' ? new MinutePasser(input, exchange) : undefined;
  let minutes = 0;
  let bar = market.bar(from);
  for (let openTime = from; openTime < to; openTime += MINUTE_MS) {
    const next = openTime + MINUTE_MS < to ? market.bar(openTime + MINUTE_MS) : undefined;
    if (bar) {
      minutes += 1;
      if (!passer?.passes(bar, next, shell.state)) {
        if (passer) shell.state = passer.arrive(shell.state);
        exchange.playMinute(bar);
        onRecords(shell.minute(bar));
        passer?.played(shell.state);
      }
    }
    bar = next;
  }
  const { wallet, unrealised } = exchange.engine.balance();
  return {
    state: shell.state,
    ledger: exchange.engine.ledger(),
    wallet,
    equity: money(wallet).plus(unrealised).toFixed(),
    minutes,
  };
}

/** Carries out the step's actions at once, depth first, as the durable shell does over time. */
class BacktestShell {
  state: TradingState;
  readonly #input: BacktestInput;
  readonly #exchange: BacktestExchange;
  #records: AuditRecord[] = [];

  constructor(input: BacktestInput, exchange: BacktestExchange) {
    this.#input = input;
    this.#exchange = exchange;
    this.state = initialState(input.settings);
    // The workflow, too, begins with a look, before its first bar; that look makes no record that a backtest keeps.
    this.#handle({ type: 'accountChanged', what: 'the backtest starts' });
    this.#records = [];
    this.#confirm();
  }

  /** The minute has closed. Its records. */
  minute(bar: Bar): readonly AuditRecord[] {
    this.#records = [];
    const ageMs = this.#exchange.time - closeTimeOf(bar.openTime);
    this.#handle({ type: 'bar', bar, source: 'stream', ageMs, receivedAt: 0 });
    this.#confirm();
    return this.#records;
  }

  /** Records are kept as they are made; the state need not hold them. */
  #confirm(): void {
    const count = this.state.unwritten.length;
    if (count > 0) this.state = step(this.state, { type: 'written', count }).state;
  }

  #handle(event: TradingEvent): void {
    const { state, actions, records } = step(this.state, event);
    this.state = state;
    for (const record of records) this.#records.push(record);
    for (const action of actions) {
      const answer = this.#perform(action);
      if (answer) this.#handle(answer);
    }
  }

  #perform(action: TradingAction): TradingEvent | undefined {
    const exchange = this.#exchange;
    switch (action.type) {
      case 'predict':
        return this.#predict(action.bar);
      case 'assess':
        return this.#assess(action);
      case 'enter': {
        const stopId = clientOrderId(this.state.settings.runTag, action.bar, 's');
        return { type: 'entered', bar: action.bar, outcome: exchange.enter(action, stopId), entry: action.entry };
      }
      case 'protect':
        return protectOrSay(exchange, action);
      case 'close':
        return { type: 'closed', outcome: exchange.close(action), exit: action.exit };
      case 'cancel':
        exchange.cancel(action);
        return undefined;
      case 'observe':
        return { type: 'observed', observation: exchange.observe(action) };
      case 'notify':
      // Nobody listens; the halt ends by the market's own bars; nobody waits for the minute to be finished.
      case 'haltUntil':
      case 'endHalt':
      case 'finishMinute':
        return undefined;
    }
  }

  #predict(bar: number): TradingEvent {
    const prediction = this.#input.predictionAt(bar);
    if (prediction) return { type: 'predicted', bar, prediction, completedAt: 0 };
    return { type: 'predictionFailed', bar, reason: 'the model has no prediction of this minute' };
  }

  #assess({ bar, prediction, ageMs }: Extract<TradingAction, { type: 'assess' }>): TradingEvent {
    const { settings, day, equity, ownTrades, recentTrades } = this.state;
    const { symbol, spec } = this.#input.market;
    const exchange = this.#exchange;
    const { wallet, unrealised, available } = exchange.engine.balance();
    const { time } = exchange;
    const verdict = assessRisk({
      bar,
      prediction,
      barAgeMs: ageMs,
      now: closeTimeOf(bar.openTime) + 1 + ageMs,
      account: {
        wallet,
        equity: money(wallet).plus(unrealised).toFixed(),
        available,
        positionAmt: exchange.engine.position(symbol).amount,
      },
      dayStartEquity: day?.equity ?? equity ?? '0',
      ...exchange.view(),
      nextFundingTime: (Math.floor(time / FUNDING_INTERVAL_MS) + 1) * FUNDING_INTERVAL_MS,
      filters: spec.filters,
      brackets: spec.brackets,
      fees: { taker: spec.takerFee, maker: spec.makerFee },
      ownTrades,
      prior: settings.prior,
      recentTrades,
      limits: entryLimits(this.state),
    });
    return { type: 'assessed', bar: bar.openTime, verdict };
  }
}

function protectOrSay(exchange: BacktestExchange, action: Extract<TradingAction, { type: 'protect' }>): TradingEvent {
  try {
    const { stop, target } = exchange.protect(action);
    return {
      type: 'bracketPlaced',
      stop: { clientId: stop.clientId, triggerPrice: stop.triggerPrice },
      target: { clientId: target.clientId, triggerPrice: target.triggerPrice },
    };
  } catch (error) {
    if (!(error instanceof OrderRejected)) throw error;
    return { type: 'bracketFailed', reason: error.message };
  }
}
