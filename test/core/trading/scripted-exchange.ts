import type { Bar } from '../../../core/market/bar.ts';
import type { Prediction, Signal } from '../../../core/model/prediction.ts';
import { DEFAULT_RISK_LIMITS } from '../../../core/risk/limits.ts';
import type { ApprovedEntry, RiskVerdict } from '../../../core/risk/verdict.ts';
import { initialState } from '../../../core/trading/initial-state.ts';
import type { Fill, Observation, ObservedOrder } from '../../../core/trading/observation.ts';
import type { AuditRecord } from '../../../core/trading/records.ts';
import type { TradingState } from '../../../core/trading/state.ts';
import { step } from '../../../core/trading/step.ts';
import type { TradingAction, TradingEvent } from '../../../core/trading/step-contract.ts';

export const START = Date.UTC(2026, 0, 5, 10, 0);
export const MINUTE = 60_000;

/** A flat bar at `close`. */
export function barAt(openTime: number, close = 60_000): Bar {
  return {
    openTime,
    open: close,
    high: close,
    low: close,
    close,
    volume: 10,
    quoteVolume: 10 * close,
    trades: 100,
    takerBuyVolume: 5,
    takerBuyQuoteVolume: 5 * close,
  };
}

/**
 * A shell around the pure step with an exchange that does as it is told: what a test sets is what it answers. Prices are
 * plain numbers, one position, no fees unless set.
 */
export class ScriptedExchange {
  state: TradingState;
  signal: Signal = 'HOLD';
  confidence = 0.9;
  /** Refuses every entry when set. */
  verdict: RiskVerdict | undefined;
  quantity = '0.100';
  price = 60_000;
  wallet = 10_000;
  amount = 0;
  entryPrice = 0;
  feePerFill = 0;
  bracketFails: string | undefined;
  entryAnswer: 'filled' | 'rejected' | 'unknown-but-filled' | 'unknown-not-there' = 'filled';
  closeAnswer: 'filled' | 'rejected' = 'filled';
  observationFails = false;
  /** Exchange time of a look; that of the last bar's close when undefined. */
  time: number | undefined;
  predictionFails = false;
  /** What the prediction says besides: another model, its prior, why it stands in a model's place. */
  spoken: Partial<Prediction> = {};
  hidesFills = false;
  /** False: the disk is full, nothing is confirmed as written. */
  writesAudit = true;
  readonly conditionals = new Map<string, ObservedOrder>();
  readonly ended = new Map<string, ObservedOrder>();
  readonly fills: Fill[] = [];
  readonly log: TradingAction[] = [];
  readonly records: AuditRecord[] = [];
  private orderIds = 1000;

  constructor() {
    this.state = initialState({
      symbol: 'BTCUSDT',
      runTag: 'test0001',
      clock: { kind: 'realtime' },
      limits: DEFAULT_RISK_LIMITS,
      prior: { trades: 100, wins: 60, winBpsSum: 1200, lossBpsSum: 600 },
    });
  }

  /** Steps an event and everything that follows from it, depth first. Returns the types of the actions it took. */
  tell(event: TradingEvent): string[] {
    const before = this.log.length;
    this.run(event);
    if (this.writesAudit) this.run({ type: 'written', count: this.state.unwritten.length });
    return this.log.slice(before).map((action) => action.type);
  }

  bar(openTime: number, close = this.price): string[] {
    this.price = close;
    return this.tell({ type: 'bar', bar: barAt(openTime, close), source: 'stream', ageMs: 0, receivedAt: 0 });
  }

  /** The market reaches a leg of the bracket: the exchange closes the position by itself. */
  trigger(leg: 'stop' | 'target'): void {
    const type = leg === 'stop' ? 'STOP_MARKET' : 'TAKE_PROFIT_MARKET';
    const order = [...this.conditionals.values()].find((open) => open.type === type);
    if (!order) throw new Error(`no ${type} is on the exchange`);
    const id = order.clientId;
    const orderId = String(this.orderIds++);
    this.conditionals.clear();
    this.ended.set(id, { ...order, status: 'FINISHED', actualOrderId: orderId });
    this.fill(order.side, Math.abs(this.amount), Number(order.triggerPrice), orderId);
  }

  countOf(type: TradingAction['type']): number {
    return this.log.filter((action) => action.type === type).length;
  }

  sentences(kind: string): string[] {
    return this.records.flatMap((record) =>
      record.table === 'events' && record.kind === kind ? [record.sentence] : [],
    );
  }

  trades(): Extract<AuditRecord, { table: 'trades' }>[] {
    return this.records.flatMap((record) => (record.table === 'trades' ? [record] : []));
  }

  private run(event: TradingEvent): void {
    const result = step(this.state, event);
    this.state = result.state;
    this.records.push(...result.records);
    for (const action of result.actions) {
      this.log.push(action);
      const answer = this.answer(action);
      if (answer) this.run(answer);
    }
  }

  /** What the world says to an action. */
  answer(action: TradingAction): TradingEvent | undefined {
    switch (action.type) {
      case 'predict':
        return this.predictionFails
          ? { type: 'predictionFailed', bar: action.bar, reason: 'the window has a gap' }
          : { type: 'predicted', bar: action.bar, prediction: this.prediction(), completedAt: 7 };
      case 'assess':
        return { type: 'assessed', bar: action.bar.openTime, verdict: this.verdict ?? this.approve() };
      case 'enter':
        return this.enter(action);
      case 'protect':
        return this.protect(action);
      case 'close':
        return this.close(action);
      case 'cancel':
        for (const id of action.conditionalIds) this.conditionals.delete(id);
        return undefined;
      case 'observe':
        return this.observationFails
          ? { type: 'observationFailed', reason: 'connection refused' }
          : { type: 'observed', observation: this.observe(action) };
      default:
        return undefined;
    }
  }

  private prediction(): Prediction {
    const rest = (1 - this.confidence) / 2;
    return {
      signal: this.signal,
      confidence: this.confidence,
      probabilities: [rest, rest, rest],
      expectedMoveBps: 30,
      modelId: 'scripted',
      atr14: 40,
      latencyMs: 1,
      ...this.spoken,
    };
  }

  private approve(): RiskVerdict {
    return {
      approved: true,
      entry: {
        side: this.signal === 'SELL' ? 'SELL' : 'BUY',
        quantity: this.quantity,
        referencePrice: String(this.price),
        stopDistance: '200',
        targetDistance: '300',
        leverage: 5,
        margin: '1200',
        notional: '6000',
      },
      numbers: { f: 0.4 },
    };
  }

  private enter(action: Extract<TradingAction, { type: 'enter' }>): TradingEvent {
    const { entry, bar, clientId } = action;
    if (this.entryAnswer === 'rejected') {
      const outcome = { status: 'notFilled', clientId, code: -2019, reason: 'Margin is insufficient.' } as const;
      return { type: 'entered', bar, outcome, entry };
    }
    if (this.entryAnswer === 'unknown-not-there') return { type: 'entryUnknown', bar, reason: 'timed out' };
    const orderId = String(this.orderIds++);
    this.fill(entry.side, Number(entry.quantity), this.price, orderId);
    if (this.entryAnswer === 'unknown-but-filled') return { type: 'entryUnknown', bar, reason: 'timed out' };
    return { type: 'entered', bar, outcome: this.filled(clientId, orderId, entry), entry };
  }

  private filled(clientId: string, orderId: string, entry: Pick<ApprovedEntry, 'quantity'>) {
    return {
      status: 'filled',
      clientId,
      orderId,
      quantity: entry.quantity,
      averagePrice: String(this.price),
      acknowledgedAt: 20,
    } as const;
  }

  private protect(action: Extract<TradingAction, { type: 'protect' }>): TradingEvent {
    if (this.bracketFails !== undefined) return { type: 'bracketFailed', reason: this.bracketFails };
    const side = action.side === 'LONG' ? 'SELL' : 'BUY';
    const leg = (clientId: string, type: string, triggerPrice: string): void => {
      if (this.conditionals.has(clientId)) return;
      this.conditionals.set(clientId, {
        clientId,
        exchangeId: clientId,
        side,
        type,
        status: 'NEW',
        quantity: '0',
        triggerPrice,
        closePosition: true,
        reduceOnly: false,
      });
    };
    leg(action.stop.clientId, 'STOP_MARKET', action.stop.triggerPrice);
    leg(action.target.clientId, 'TAKE_PROFIT_MARKET', action.target.triggerPrice);
    return { type: 'bracketPlaced', stop: action.stop, target: action.target };
  }

  private close(action: Extract<TradingAction, { type: 'close' }>): TradingEvent {
    const { clientId, exit } = action;
    if (this.closeAnswer === 'rejected' || this.amount === 0) {
      const outcome = { status: 'notFilled', clientId, code: -2022, reason: 'ReduceOnly Order is rejected.' } as const;
      return { type: 'closed', outcome, exit };
    }
    const orderId = String(this.orderIds++);
    this.fill(action.side === 'LONG' ? 'SELL' : 'BUY', Number(action.quantity), this.price, orderId);
    return { type: 'closed', outcome: this.filled(clientId, orderId, action), exit };
  }

  fill(side: 'BUY' | 'SELL', quantity: number, price: number, orderId = String(this.orderIds++)): void {
    const signed = side === 'BUY' ? quantity : -quantity;
    const closes = this.amount !== 0 && Math.sign(signed) !== Math.sign(this.amount);
    const pnl = closes ? (price - this.entryPrice) * -signed : 0;
    if (!closes) this.entryPrice = price;
    this.amount = Number((this.amount + signed).toFixed(3));
    this.wallet = Number((this.wallet + pnl - this.feePerFill).toFixed(8));
    this.fills.push({
      tradeId: this.fills.length + 1,
      orderId,
      side,
      price: String(price),
      quantity: quantity.toFixed(3),
      quoteQuantity: String(price * quantity),
      realizedPnl: pnl.toFixed(8),
      commission: String(this.feePerFill),
      commissionAsset: 'USDT',
      maker: false,
      time: 0,
    });
  }

  private observe(action: Extract<TradingAction, { type: 'observe' }>): Observation {
    return {
      time: this.time ?? (this.state.lastBar ?? START) + MINUTE,
      wallet: String(this.wallet),
      unrealised: ((this.price - this.entryPrice) * this.amount).toFixed(8),
      available: String(this.wallet),
      position: {
        amount: this.amount.toFixed(3),
        entryPrice: String(this.entryPrice),
        markPrice: String(this.price),
        liquidationPrice: '0',
      },
      openOrders: [],
      conditionalOrders: [...this.conditionals.values()],
      endedConditionals: action.trackedIds.flatMap((id) => this.ended.get(id) ?? []),
      fills: this.hidesFills ? [] : this.fills.filter((fill) => fill.tradeId > action.lastTradeId),
    };
  }
}
