import type { EngineEvent } from '../../../core/matching/engine-contract.ts';
import { Money, money } from '../../../core/money/decimal.ts';
import type { AccountListener, Exchange } from '../exchange.ts';
import {
  accountUpdate,
  algoUpdate,
  leverageUpdate,
  listenKeyExpired,
  orderTradeUpdate,
  tradeLite,
} from '../protocol/user-events.ts';
import type { OpenNotional } from '../protocol/user-events.ts';
import type { Subscriber } from './hub.ts';
import type { ListenKeys } from './listen-keys.ts';

interface Member {
  readonly subscriber: Subscriber;
  readonly events: ReadonlySet<string> | undefined;
}

/** The user data stream: what happens to the account, told at once to every connection that holds the listen key. */
export class UserStreams implements AccountListener {
  readonly #exchange: Exchange;
  readonly #listenKeys: ListenKeys;
  readonly #now: () => number;
  readonly #members = new Map<string, Member[]>();
  readonly #realised = new Map<string, Money>();

  constructor(exchange: Exchange, listenKeys: ListenKeys, wallNow: () => number) {
    this.#exchange = exchange;
    this.#listenKeys = listenKeys;
    this.#now = wallNow;
    for (const symbol of exchange.symbols) {
      const fills = exchange.account.fills(symbol);
      this.#realised.set(
        symbol,
        fills.reduce((sum, fill) => sum.plus(money(fill.realizedPnl)), new Money(0)),
      );
    }
  }

  isListenKey(text: string): boolean {
    return this.#listenKeys.isActive(text);
  }

  join(listenKey: string, subscriber: Subscriber, events: ReadonlySet<string> | undefined): void {
    this.leave(listenKey, subscriber);
    this.#members.set(listenKey, [...(this.#members.get(listenKey) ?? []), { subscriber, events }]);
  }

  leave(listenKey: string, subscriber: Subscriber): void {
    const rest = (this.#members.get(listenKey) ?? []).filter((member) => member.subscriber !== subscriber);
    if (rest.length === 0) this.#members.delete(listenKey);
    else this.#members.set(listenKey, rest);
  }

  leaveAll(subscriber: Subscriber): void {
    for (const listenKey of [...this.#members.keys()]) this.leave(listenKey, subscriber);
  }

  engineEvent(event: EngineEvent): void {
    if (event.type === 'order') {
      this.#orderEvent(event);
    } else if (event.type === 'conditional') {
      const { conditional } = event;
      const { actualOrderId, symbol } = conditional;
      const actual =
        actualOrderId === undefined ? undefined : this.#exchange.account.findOrder(symbol, { orderId: actualOrderId });
      this.#send(algoUpdate(conditional, actual, event.time));
    } else {
      const realised = this.#realised.get(event.position?.symbol ?? '') ?? new Money(0);
      this.#send(accountUpdate(event, realised.toFixed()));
    }
  }

  leverageChanged(symbol: string, leverage: number, time: number): void {
    this.#send(leverageUpdate(symbol, leverage, time));
  }

  /** The socket stays open; the client is to fetch a new key. */
  keyExpired(listenKey: string): void {
    this.#send(listenKeyExpired(listenKey, this.#now()), listenKey);
    this.#members.delete(listenKey);
  }

  #orderEvent(event: Extract<EngineEvent, { type: 'order' }>): void {
    const { fill, order } = event;
    if (fill !== undefined) {
      const before = this.#realised.get(order.symbol) ?? new Money(0);
      this.#realised.set(order.symbol, before.plus(money(fill.realizedPnl)));
      this.#send(tradeLite(event, fill));
    }
    this.#send(orderTradeUpdate(event, this.#openNotional(order.symbol)));
  }

  #openNotional(symbol: string): OpenNotional {
    const sums = { BUY: new Money(0), SELL: new Money(0) };
    for (const order of this.#exchange.account.openOrders(symbol)) {
      const open = money(order.quantity).minus(money(order.executedQuantity));
      sums[order.side] = sums[order.side].plus(open.times(money(order.price)));
    }
    return { bids: sums.BUY.toFixed(), asks: sums.SELL.toFixed() };
  }

  /** To every member of the active key, or of the one that is named. */
  #send(event: Record<string, unknown>, listenKey?: string): void {
    const key = listenKey ?? this.#exchange.listenKey?.key;
    const members = key === undefined ? undefined : this.#members.get(key);
    if (key === undefined || members === undefined) return;
    const raw = JSON.stringify(event);
    const message = { raw, wrapped: `{"stream":${JSON.stringify(key)},"data":${raw}}` };
    for (const { subscriber, events } of members) {
      if (events === undefined || events.has(String(event['e']))) subscriber.deliver(message);
    }
  }
}
