import { createConnection, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A TCP proxy in front of a server of this machine, which can be taken away and given back on the same port. */
export class StoreProxy {
  readonly #target: number;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #trigger: { readonly pattern: RegExp; readonly reached: () => void } | undefined;

  private constructor(target: number) {
    this.#target = target;
  }

  static async start(target: number): Promise<StoreProxy> {
    const proxy = new StoreProxy(target);
    await proxy.comeBack();
    return proxy;
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Cuts every connection and refuses new ones. */
  async goDown(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  /** Goes down in place of the answer to the first request whose head matches: its work is done, and nobody is told. */
  goDownAtAnswerTo(pattern: RegExp): Promise<void> {
    return new Promise((resolve) => {
      this.#trigger = { pattern, reached: () => void this.goDown().then(resolve) };
    });
  }

  async comeBack(): Promise<void> {
    const server = createServer((client) => this.#join(client));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  #join(client: Socket): void {
    const target = createConnection({ port: this.#target, host: '127.0.0.1' });
    const both = [client, target];
    let reached: (() => void) | undefined;
    for (const socket of both) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        for (const other of both) other.destroy();
      });
    }
    client.on('data', (data) => {
      if (this.#trigger?.pattern.test(data.toString('latin1')) === true) {
        ({ reached } = this.#trigger);
        this.#trigger = undefined;
      }
      target.write(data);
    });
    target.on('data', (data) => {
      if (reached) reached();
      else client.write(data);
    });
  }
}
