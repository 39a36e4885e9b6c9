import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What Athena shall do with the next query. */
export interface AthenaScript {
  /** Answers of GetQueryExecution in their order; the last one is given again. */
  readonly states: readonly {
    readonly State: string;
    readonly StateChangeReason?: string;
    readonly AthenaError?: { readonly ErrorCategory: number; readonly ErrorMessage: string };
  }[];
  readonly columns?: readonly { readonly Name: string; readonly Type: string; Precision?: number; Scale?: number }[];
  /** Rows without that of the names. */
  readonly rows?: readonly (readonly (string | undefined)[])[];
  /** Refuses StartQueryExecution with this message. */
  readonly refusal?: string;
}

export interface FakeAthena {
  readonly url: string;
  /** Calls in their order: action and body. */
  readonly calls: readonly { readonly action: string; readonly body: Record<string, unknown> }[];
  script: AthenaScript;
  close(): Promise<void>;
}

const EXECUTION = '11111111-2222-3333-4444-555555555555';

/** Athena's wire protocol, JSON 1.1 with X-Amz-Target, for one query at a time. */
export async function startFakeAthena(): Promise<FakeAthena> {
  const calls: { action: string; body: Record<string, unknown> }[] = [];
  let asked = 0;
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const action = String(request.headers['x-amz-target']).replace('AmazonAthena.', '');
      calls.push({ action, body });
      if (action === 'StartQueryExecution') asked = 0;
      answer(response, action, body);
    });
  });
  const answer = (response: ServerResponse, action: string, body: Record<string, unknown>): void => {
    const { script } = fake;
    if (action === 'StartQueryExecution' && script.refusal !== undefined) {
      return send(response, 400, { __type: 'InvalidRequestException', Message: script.refusal });
    }
    if (action === 'StartQueryExecution') return send(response, 200, { QueryExecutionId: EXECUTION });
    if (action === 'StopQueryExecution') return send(response, 200, {});
    if (action === 'GetQueryExecution') {
      const Status = script.states[Math.min(asked++, script.states.length - 1)];
      return send(response, 200, { QueryExecution: { QueryExecutionId: EXECUTION, Status } });
    }
    return send(response, 200, pageOf(script, body));
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeAthena = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    script: { states: [{ State: 'SUCCEEDED' }] },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return fake;
}

/** As Athena pages: the names are the first row of the first page and count for its size. */
function pageOf({ columns = [], rows = [] }: AthenaScript, { NextToken, MaxResults }: Record<string, unknown>) {
  const all = [columns.map(({ Name }) => Name), ...rows];
  const from = Number(NextToken ?? 0);
  const to = from + Number(MaxResults);
  return {
    ...(to < all.length && { NextToken: String(to) }),
    ResultSet: {
      ResultSetMetadata: { ColumnInfo: columns },
      Rows: all.slice(from, to).map((row) => ({
        Data: row.map((text) => (text === undefined ? {} : { VarCharValue: text })),
      })),
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}
