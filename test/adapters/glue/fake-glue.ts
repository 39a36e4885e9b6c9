import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GlueClientConfig, JobRunState } from '@aws-sdk/client-glue';

export interface FakeRun {
  readonly Id: string;
  readonly JobName: string;
  readonly Arguments: Readonly<Record<string, string>>;
  JobRunState: JobRunState;
  ErrorMessage?: string;
  /** States still to come, one at each look. */
  readonly plan: JobRunState[];
}

/** What goes wrong at the next call of an operation: an error by name, or (after it was done) no answer. */
export type Mishap = { readonly error: string; readonly status?: number } | 'no answer';

/** The job runs of Glue over its wire protocol: JSON 1.1, the operation in `X-Amz-Target`. */
export class FakeGlue {
  readonly runs: FakeRun[] = [];
  /** Operations in the order in which they were asked for. */
  readonly asked: string[] = [];
  readonly mishaps = new Map<string, Mishap[]>();
  /** States of the runs started from now on, after STARTING. */
  plan: readonly JobRunState[] = ['RUNNING', 'SUCCEEDED'];
  errorMessage?: string;
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

  client(): GlueClientConfig {
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
    const [service, operation = ''] = String(request.headers['x-amz-target']).split('.');
    this.asked.push(operation);
    const mishap = this.mishaps.get(operation)?.shift();
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    if (service !== 'AWSGlue') return refuse(response, { error: 'UnknownOperationException' });
    if (mishap !== undefined && mishap !== 'no answer') return refuse(response, mishap);
    const answer = this.#do(operation, JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
    if (mishap === 'no answer') return void response.destroy();
    if (answer === undefined) return refuse(response, { error: 'EntityNotFoundException' });
    response.end(JSON.stringify(answer));
  }

  #do(operation: string, body: Record<string, unknown>): object | undefined {
    switch (operation) {
      case 'StartJobRun':
        return this.#startRun(body);
      case 'GetJobRun': {
        const run = this.runs.find(({ Id }) => Id === body['RunId']);
        if (run) this.#step(run);
        return run && { JobRun: run };
      }
      case 'GetJobRuns': {
        // Newest first, two a page.
        const at = Number(body['NextToken'] ?? 0);
        const newest = [...this.runs].reverse();
        return { JobRuns: newest.slice(at, at + 2), ...(at + 2 < newest.length && { NextToken: String(at + 2) }) };
      }
      case 'BatchStopJobRun':
        for (const run of this.runs) {
          if ((body['JobRunIds'] as string[]).includes(run.Id)) run.plan.splice(0, Infinity, 'STOPPING', 'STOPPED');
        }
        return { SuccessfulSubmissions: [], Errors: [] };
      default:
        return undefined;
    }
  }

  #startRun({ JobName, Arguments }: Record<string, unknown>): object {
    const run: FakeRun = {
      Id: `jr_${this.runs.length + 1}`,
      JobName: String(JobName),
      Arguments: Arguments as Record<string, string>,
      JobRunState: 'STARTING',
      plan: [...this.plan],
    };
    this.runs.push(run);
    return { JobRunId: run.Id };
  }

  #step(run: FakeRun): void {
    run.JobRunState = run.plan.shift() ?? run.JobRunState;
    if (run.JobRunState !== 'SUCCEEDED' && this.errorMessage !== undefined) run.ErrorMessage = this.errorMessage;
  }
}

function refuse(response: ServerResponse, { error, status = 400 }: { error: string; status?: number }): void {
  response.statusCode = status;
  response.end(JSON.stringify({ __type: error, Message: `${error}, says the fake` }));
}
