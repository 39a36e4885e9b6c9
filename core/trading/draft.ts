import { isKept } from './audit-backlog.ts';
import type { AuditRecord, StateRecord } from './records.ts';
import type { ModeInfo, TradingState } from './state.ts';
import type { StepResult, TradingAction } from './step-contract.ts';

/** The step in the making: the next state, what to do, what to keep. Lives for one call of `step`. */
export class Draft {
  state: TradingState;
  readonly actions: TradingAction[] = [];
  readonly records: AuditRecord[] = [];

  constructor(state: TradingState) {
    this.state = state;
  }

  get symbol(): string {
    return this.state.settings.symbol;
  }

  /** The bar that whatever happens now is filed under: the last one seen, 0 before the first. */
  get bar(): number {
    return this.state.lastBar ?? 0;
  }

  change(patch: Partial<TradingState>): void {
    this.state = { ...this.state, ...patch };
  }

  act(...actions: TradingAction[]): void {
    this.actions.push(...actions);
  }

  record(record: AuditRecord): void {
    if (isKept(this.state, record)) this.records.push(record);
  }

  /** A sentence for the audit, under its own ascending number. */
  tell(kind: StateRecord['kind'], sentence: string, who = 'minutehand'): void {
    const sequence = this.state.sequence + 1;
    this.change({ sequence });
    this.record({
      table: 'events',
      key: `${this.state.settings.runTag}-${sequence}`,
      symbol: this.symbol,
      bar: this.bar,
      kind,
      mode: this.state.mode.mode,
      sentence,
      who,
    });
  }

  enterMode(mode: ModeInfo): void {
    this.change({ mode });
    this.tell('mode', `${mode.mode}: ${mode.why}`, mode.who);
  }

  finish(): StepResult {
    const state =
      this.records.length === 0 ? this.state : { ...this.state, unwritten: [...this.state.unwritten, ...this.records] };
    return { state, actions: this.actions, records: this.records };
  }
}
