import { Agent, createServer, request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An order on its way from the worker to the exchange. */
export interface PassingOrder {
  readonly path: string;
  readonly clientId: string;
  readonly type: string;
}

/**
 * What the gate does with the first order that matches. `on its way`: the order is stopped before the exchange and never
 * arrives. `late`: it is stopped, and arrives a while after. `accepted`: it arrives, and the exchange's answer never
 * comes back.
 */
export interface Trap {
  readonly when: 'on its way' | 'late' | 'accepted';
  readonly matches: (order: PassingOrder) => boolean;
}

/** How long after the worker's death a late order arrives. */
const LATENESS_MS = 300;

/** Stands between the worker and the exchange, passes everything on unchanged, and catches one order when told to. */
export class OrderGate {
  private readonly server: Server;
  private readonly agent = new Agent({ keepAlive: true });
  private readonly target: URL;
  private trap: { readonly trap: Trap; readonly caught: (order: PassingOrder) => void } | undefined;

  private constructor(target: string) {
    this.target = new URL(target);
    this.server = createServer((asked, answer) => {
      this.pass(asked, answer).catch(() => answer.destroy());
    });
  }

  static async open(target: string): Promise<OrderGate> {
    const gate = new OrderGate(target);
    await new Promise<void>((resolve) => gate.server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves in the moment in which the trap has caught an order, before anything else happens to it. */
  catchOrder(trap: Trap): Promise<PassingOrder> {
    return new Promise((caught) => (this.trap = { trap, caught }));
  }

  close(): void {
    this.agent.destroy();
    this.server.close();
    this.server.closeAllConnections();
  }

  private async pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await read(asked);
    const order = asked.method === 'POST' ? orderIn(asked.url ?? '', body) : undefined;
    const set = this.trap;
    if (!order || !set?.trap.matches(order)) return this.forward(asked, body, answer);
    this.trap = undefined;
    if (set.trap.when === 'accepted') await this.send(asked, body);
    set.caught(order);
    if (set.trap.when === 'late') {
      setTimeout(() => void this.send(asked, body).catch(() => undefined), LATENESS_MS);
    }
  }

  private async forward(asked: IncomingMessage, body: Buffer, answer: ServerResponse): Promise<void> {
    const { status, headers, content } = await this.send(asked, body);
    answer.writeHead(status, headers).end(content);
  }

  private send(
    asked: IncomingMessage,
    body: Buffer,
  ): Promise<{ status: number; headers: IncomingHttpHeaders; content: Buffer }> {
    const { hostname, port, host } = this.target;
    const headers = { ...asked.headers, host };
    return new Promise((resolve, reject) => {
      const options = { hostname, port, method: asked.method, path: asked.url, headers, agent: this.agent };
      const passed = request(options, (response) => {
        read(response).then(
          (content) => resolve({ status: response.statusCode ?? 502, headers: response.headers, content }),
          reject,
        );
      });
      passed.on('error', reject);
      passed.end(body);
    });
  }
}

function orderIn(url: string, body: Buffer): PassingOrder | undefined {
  const [path = '', query = ''] = url.split('?');
  const parameters = new URLSearchParams(`${query}&${body.toString()}`);
  const clientId = parameters.get('newClientOrderId') ?? parameters.get('clientAlgoId');
  return clientId === null ? undefined : { path, clientId, type: parameters.get('type') ?? '' };
}

async function read(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
