import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeAnswer {
  readonly status?: number;
  readonly body: string | Uint8Array;
  readonly afterMs?: number;
}

interface FakeEndpoint {
  config: string;
  /** Statuses still to come, one at each look; the last stays. */
  statuses: string[];
  failureReason?: string;
}

/** SageMaker over its wire protocols: invocations over REST, the rest as JSON 1.1 with the operation in `X-Amz-Target`. */
export class FakeSageMaker {
  readonly asked: { readonly operation: string; readonly input: Record<string, unknown> }[] = [];
  readonly invocations: { readonly path: string; readonly body: Buffer; readonly attributes: string }[] = [];
  readonly endpoints = new Map<string, FakeEndpoint>();
  /** What an invocation is answered. */
  invoke: (body: Buffer, attributes: string) => FakeAnswer | Promise<FakeAnswer> = () => ({ body: '' });
  /** What follows a creation or an update: statuses, and the configuration that is there in the end. */
  outcome: { readonly statuses: readonly string[]; readonly rollsBack?: boolean; readonly why?: string } = {
    statuses: ['InService'],
  };
  readonly #made = new Set<string>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  client() {
    const { port } = this.#server.address() as AddressInfo;
    return {
      region: 'eu-central-1',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'tester', secretAccessKey: 'only-for-this-test' },
    };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const path = request.url ?? '';
    if (path.startsWith('/endpoints/')) {
      const attributes = String(request.headers['x-amzn-sagemaker-custom-attributes'] ?? '');
      this.invocations.push({ path, body, attributes });
      const { status = 200, body: answer, afterMs = 0 } = await this.invoke(body, attributes);
      if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
      response.writeHead(status, { 'content-type': 'application/json' }).end(answer);
      return;
    }
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const input = JSON.parse(body.toString()) as Record<string, unknown>;
    this.asked.push({ operation, input });
    const answer = this.#do(operation, input);
    response.writeHead(answer.refusal === undefined ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(
      JSON.stringify(
        answer.refusal === undefined ? answer : { __type: 'ValidationException', message: answer.refusal },
      ),
    );
  }

  #do(operation: string, input: Record<string, unknown>): Record<string, unknown> & { refusal?: string } {
    switch (operation) {
      case 'CreateModel':
        return this.#make('model', String(input['ModelName']));
      case 'CreateEndpointConfig':
        return this.#make('endpoint configuration', String(input['EndpointConfigName']));
      case 'CreateEndpoint':
      case 'UpdateEndpoint': {
        const name = String(input['EndpointName']);
        const { statuses, rollsBack = false, why } = this.outcome;
        const before = this.endpoints.get(name)?.config;
        this.endpoints.set(name, {
          config: rollsBack && before !== undefined ? before : String(input['EndpointConfigName']),
          statuses: [...statuses],
          ...(why !== undefined && { failureReason: why }),
        });
        return { EndpointArn: 'arn' };
      }
      case 'DescribeEndpoint': {
        const endpoint = this.endpoints.get(String(input['EndpointName']));
        if (!endpoint) return { refusal: 'Could not find endpoint "arn".' };
        const status = endpoint.statuses.length > 1 ? endpoint.statuses.shift() : endpoint.statuses[0];
        return {
          EndpointName: input['EndpointName'],
          EndpointConfigName: endpoint.config,
          EndpointStatus: status,
          ...(endpoint.failureReason !== undefined && { FailureReason: endpoint.failureReason }),
        };
      }
      default:
        return { refusal: `no such operation: ${operation}` };
    }
  }

  #make(what: string, name: string): { refusal?: string } {
    if (this.#made.has(`${what} ${name}`)) return { refusal: `Cannot create already existing ${what} "arn/${name}".` };
    this.#made.add(`${what} ${name}`);
    return {};
  }
}
