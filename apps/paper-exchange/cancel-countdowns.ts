import type { Exchange } from './exchange.ts';

/**
 * The dead man's switch of countdownCancelAll: unless it is wound up again in time, all open orders of the symbol are
 * cancelled. Its time is wall time, since what it watches is the client.
 */
export class CancelCountdowns {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** Milliseconds until the cancellation; 0 stops the countdown. */
  start(symbol: string, milliseconds: number): void {
    clearTimeout(this.#timers.get(symbol));
    this.#timers.delete(symbol);
    if (milliseconds === 0) return;
    const timer = setTimeout(() => this.#cancelAll(symbol), milliseconds);
    this.#timers.set(symbol, timer);
  }

  stopAll(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #cancelAll(symbol: string): void {
    this.#timers.delete(symbol);
    for (const order of this.#exchange.account.openOrders(symbol)) {
      this.#exchange.perform({ name: 'cancel-order', symbol, by: { orderId: order.orderId } });
    }
  }
}
