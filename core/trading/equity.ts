import { money } from '../money/decimal.ts';
import type { DecimalText } from '../money/decimal.ts';
import { drawdownOf } from '../risk/circuit-breaker.ts';
import { utcDayOf } from '../market/bar.ts';
import type { Draft } from './draft.ts';

/**
 * Takes over the equity and anchors the day. The bar that closes at 00:00 still belongs to the day before, so its equity
 * is the equity at 00:00; what is measured first in the new day, a bar or a look, finds it as the last one known.
 * @param bar open time of the minute that the equity is measured in, epoch ms.
 */
export function setEquity(draft: Draft, equity: DecimalText, bar: number): void {
  const today = utcDayOf(bar);
  const { day } = draft.state;
  const anchored = day?.start === today ? day : { start: today, equity: draft.state.equity ?? equity };
  draft.change({ day: anchored, equity, drawdown: drawdownOf(anchored.equity, equity) });
}

/** Equity by the last close, between two looks at the exchange: wallet + signed quantity × (close − entry). */
export function markToClose(draft: Draft, close: number, bar: number): void {
  const { wallet, position } = draft.state;
  if (wallet === undefined) return;
  if (!position) {
    setEquity(draft, wallet, bar);
    return;
  }
  const sign = position.side === 'LONG' ? 1 : -1;
  const unrealised = money(String(close)).minus(position.entryPrice).mul(position.quantity).mul(sign);
  setEquity(draft, money(wallet).plus(unrealised).toFixed(), bar);
}
