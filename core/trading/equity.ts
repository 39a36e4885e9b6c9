import { money } from '../money/decimal.ts';
import type { DecimalText } from '../money/decimal.ts';
import { drawdownOf } from '../risk/circuit-breaker.ts';
import { utcDayOf } from '../market/bar.ts';
import type { Draft } from './draft.ts';

/** Takes over the equity at `time` and anchors the day: the last equity known before 00:00 UTC is the day's start. */
export function setEquity(draft: Draft, equity: DecimalText, time: number): void {
  const today = utcDayOf(time);
  const { day } = draft.state;
  const anchored = day?.start === today ? day : { start: today, equity: draft.state.equity ?? equity };
  draft.change({ day: anchored, equity, drawdown: drawdownOf(anchored.equity, equity) });
}

/** Equity by the last close, between two looks at the exchange: wallet + signed quantity × (close − entry). */
export function markToClose(draft: Draft, close: number, time: number): void {
  const { wallet, position } = draft.state;
  if (wallet === undefined) return;
  if (!position) {
    setEquity(draft, wallet, time);
    return;
  }
  const sign = position.side === 'LONG' ? 1 : -1;
  const unrealised = money(String(close)).minus(position.entryPrice).mul(position.quantity).mul(sign);
  setEquity(draft, money(wallet).plus(unrealised).toFixed(), time);
}
