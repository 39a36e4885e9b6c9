import type { EquityPoint } from '../metrics/daily-returns.ts';
import type { RefusalCode } from '../risk/verdict.ts';
import { MINUTE_MS } from '../market/bar.ts';
import type { AuditRecord, DecisionRecord, FillRecord, TradeRecord } from '../trading/records.ts';

/** How often the strategy did what, and why it did not. */
export interface DecisionCounts {
  /** By what was done about the prediction: all of them are there, also those that never happened. */
  readonly actions: Readonly<Record<DecisionRecord['action'], number>>;
  /** By what the model said. */
  readonly signals: Readonly<Record<DecisionRecord['signal'], number>>;
  /** Refusals and skips by their first code, the one the screen shows. */
  readonly refusals: Readonly<Partial<Record<RefusalCode, number>>>;
}

/** What `runBacktest`'s `onRecords` is given, kept in the form that a summary needs: of idle minutes, two numbers each. */
export class BacktestTally {
  readonly trades: TradeRecord[] = [];
  readonly fills: FillRecord[] = [];
  /** At the close of every minute that was played, `time` being the end of the minute less 1 ms. */
  readonly equity: EquityPoint[] = [];
  readonly #actions = { enter: 0, hold: 0, refuse: 0, exit: 0, keep: 0, skip: 0 };
  readonly #signals = { SELL: 0, HOLD: 0, BUY: 0, NONE: 0 };
  readonly #refusals: Partial<Record<RefusalCode, number>> = {};
  #firstClose: number | undefined;
  #lastClose: number | undefined;

  /** To be called with every minute's records, in order. */
  add(records: readonly AuditRecord[]): void {
    for (const record of records) {
      if (record.table === 'equity')
        this.equity.push({ time: record.bar + MINUTE_MS - 1, equity: Number(record.equity) });
      else if (record.table === 'decisions') this.#decided(record);
      else if (record.table === 'fills') this.fills.push(record);
      else if (record.table === 'trades') this.trades.push(record);
    }
  }

  get decisions(): DecisionCounts {
    return { actions: { ...this.#actions }, signals: { ...this.#signals }, refusals: { ...this.#refusals } };
  }

  /** Last close ÷ first close − 1: what holding one BTC would have returned, without costs. Undefined without two minutes. */
  get marketReturn(): number | undefined {
    if (this.#firstClose === undefined || this.#lastClose === undefined) return undefined;
    return this.#lastClose / this.#firstClose - 1;
  }

  #decided({ action, signal, refusals, close }: DecisionRecord): void {
    this.#actions[action] += 1;
    this.#signals[signal] += 1;
    const code = refusals[0]?.code;
    if (code !== undefined) this.#refusals[code] = (this.#refusals[code] ?? 0) + 1;
    this.#firstClose ??= close;
    this.#lastClose = close;
  }
}
