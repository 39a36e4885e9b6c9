import type { WebSocket } from 'ws';
import type { StreamHub, Subscriber } from './hub.ts';
import type { StreamRequest } from './stream-path.ts';
import { routeServes } from './stream-path.ts';
import type { UserStreams } from './user-streams.ts';

const MAX_STREAMS = 1024;
/** Client that reads too slowly is let go before it eats the memory. */
const MAX_BUFFERED_BYTES = 64 * 1024 * 1024;

/** One client of the streams: its subscriptions, and the answers to its SUBSCRIBE, UNSUBSCRIBE and LIST_SUBSCRIPTIONS. */
export class StreamConnection implements Subscriber {
  readonly #socket: WebSocket;
  readonly #request: StreamRequest;
  readonly #hub: StreamHub;
  readonly #users: UserStreams;
  readonly #streams = new Set<string>();
  #combined: boolean;

  constructor(socket: WebSocket, request: StreamRequest, hub: StreamHub, users: UserStreams) {
    this.#socket = socket;
    this.#request = request;
    this.#hub = hub;
    this.#users = users;
    this.#combined = request.combined;
    if (request.listenKey !== undefined) this.#listen(request.listenKey);
    for (const stream of request.streams) this.#add(stream);
    socket.on('close', () => this.#leave());
  }

  deliver(message: { readonly raw: string; readonly wrapped: string }): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      this.#socket.terminate();
      return;
    }
    this.#socket.send(this.#combined ? message.wrapped : message.raw);
  }

  /** A text frame of the client. */
  receive(text: string): void {
    const call = parseCall(text);
    if (call === undefined) {
      this.#answer({ code: 3, msg: 'Invalid JSON: expected an object with method, params and id' });
      return;
    }
    try {
      this.#answer({ result: this.#perform(call), id: call.id });
    } catch (error) {
      this.#answer({ code: 2, msg: `Invalid request: ${(error as Error).message}`, id: call.id });
    }
  }

  #perform(call: Call): unknown {
    const names = Array.isArray(call.params) ? call.params.map(String) : [];
    switch (call.method) {
      case 'SUBSCRIBE':
        this.#checkNames(names);
        for (const name of names) this.#add(name);
        return null;
      case 'UNSUBSCRIBE':
        for (const name of names) this.#remove(name);
        return null;
      case 'LIST_SUBSCRIPTIONS':
        return [...this.#streams];
      case 'SET_PROPERTY':
        if (names[0] !== 'combined') throw new Error('unknown property');
        this.#combined = names[1] === 'true';
        return null;
      case 'GET_PROPERTY':
        return this.#combined;
      default:
        throw new Error(`unknown variant \`${String(call.method)}\``);
    }
  }

  #checkNames(names: readonly string[]): void {
    if (names.length === 0) throw new Error('params must name at least one stream');
    if (this.#streams.size + names.length > MAX_STREAMS) throw new Error(`more than ${MAX_STREAMS} streams`);
    for (const name of names) {
      if (this.#users.isListenKey(name) || routeServes(this.#request.route, name)) continue;
      throw new Error(`stream ${name} is not served on the /${this.#request.route} route`);
    }
  }

  #add(stream: string): void {
    if (this.#users.isListenKey(stream)) {
      this.#listen(stream);
    } else if (routeServes(this.#request.route, stream)) {
      this.#streams.add(stream);
      this.#hub.subscribe(stream, this);
    }
  }

  #remove(stream: string): void {
    this.#streams.delete(stream);
    this.#hub.unsubscribe(stream, this);
    this.#users.leave(stream, this);
  }

  #listen(listenKey: string): void {
    this.#users.join(listenKey, this, this.#request.events);
  }

  #leave(): void {
    for (const stream of this.#streams) this.#hub.unsubscribe(stream, this);
    this.#users.leaveAll(this);
  }

  #answer(answer: unknown): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(answer));
  }
}

interface Call {
  readonly method: unknown;
  readonly params: unknown;
  readonly id: unknown;
}

function parseCall(text: string): Call | undefined {
  try {
    const value = JSON.parse(text) as Partial<Call> | null;
    if (typeof value !== 'object' || value === null) return undefined;
    return { method: value.method, params: value.params, id: value.id };
  } catch {
    return undefined;
  }
}
