/** Where a stream's messages go. */
export interface Subscriber {
  /** `raw` is the event, `wrapped` the same in its `{stream, data}` envelope; both JSON. */
  deliver(message: { readonly raw: string; readonly wrapped: string }): void;
}

/** Who listens to what. Messages are made only for streams that someone listens to, and written as JSON once. */
export class StreamHub {
  readonly #subscribers = new Map<string, Set<Subscriber>>();

  subscribe(stream: string, subscriber: Subscriber): void {
    const all = this.#subscribers.get(stream) ?? new Set<Subscriber>();
    all.add(subscriber);
    this.#subscribers.set(stream, all);
  }

  unsubscribe(stream: string, subscriber: Subscriber): void {
    const all = this.#subscribers.get(stream);
    all?.delete(subscriber);
    if (all?.size === 0) this.#subscribers.delete(stream);
  }

  hasSubscribers(stream: string): boolean {
    return this.#subscribers.has(stream);
  }

  /** Streams listened to that begin with a text, e.g. "btcusdt@kline_". */
  listenedStreams(prefix: string): string[] {
    return [...this.#subscribers.keys()].filter((stream) => stream.startsWith(prefix));
  }

  /** Asks for the event only when there is a subscriber. */
  publish(stream: string, event: () => unknown): void {
    const all = this.#subscribers.get(stream);
    if (all === undefined) return;
    const raw = JSON.stringify(event());
    const message = { raw, wrapped: `{"stream":${JSON.stringify(stream)},"data":${raw}}` };
    for (const subscriber of all) subscriber.deliver(message);
  }
}
