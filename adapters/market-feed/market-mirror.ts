import type { OrderBook } from '../../core/market/order-book.ts';
import type { MarkPrice } from '../exchange/port.ts';

/** The newest book and mark price that the stream has told, for decisions that can't wait for a request. */
export class MarketMirror {
  private newestBook: OrderBook | undefined;
  private newestMark: MarkPrice | undefined;

  setBook(book: OrderBook): void {
    if (!this.newestBook || book.time >= this.newestBook.time) this.newestBook = book;
  }

  setMark(mark: MarkPrice): void {
    if (!this.newestMark || mark.time >= this.newestMark.time) this.newestMark = mark;
  }

  /** Forgets everything: after a disconnect, what was known is not what is. */
  clear(): void {
    this.newestBook = undefined;
    this.newestMark = undefined;
  }

  /** The book, when its event time is at or after `since` (exchange time, epoch ms). */
  bookSince(since: number): OrderBook | undefined {
    return this.newestBook && this.newestBook.time >= since ? this.newestBook : undefined;
  }

  markSince(since: number): MarkPrice | undefined {
    return this.newestMark && this.newestMark.time >= since ? this.newestMark : undefined;
  }

  /** Latest exchange time seen on either, epoch ms; 0 before the first message. */
  get exchangeTime(): number {
    return Math.max(this.newestBook?.time ?? 0, this.newestMark?.time ?? 0);
  }
}
