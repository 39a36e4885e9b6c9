import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './api-error.ts';
import { weightOf } from './endpoint.ts';
import type { Endpoint, Services } from './endpoint.ts';
import { errorAnswer } from './error-answer.ts';
import type { RateLimiter } from './rate-limits.ts';
import { RequestParameters } from './request-parameters.ts';
import { checkApiKey, checkSignature, checkTimestamp } from './signing.ts';
import type { ApiKey } from './signing.ts';

const LARGEST_BODY = 1024 * 1024;

export interface RestServerParts {
  readonly endpoints: readonly Endpoint[];
  readonly services: Services;
  readonly limiter: RateLimiter;
  readonly apiKey: ApiKey;
  /** Told of errors that are ours. */
  readonly report: (error: unknown) => void;
}

/** The REST side: every endpoint with its security, weight and order count checked before it is handled. */
export function createRestServer(parts: RestServerParts): FastifyInstance {
  const server = Fastify({ logger: false, bodyLimit: LARGEST_BODY, forceCloseConnections: true });
  // The signature is over the raw bytes, so no parser may touch the body, whatever its content type says.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  for (const endpoint of parts.endpoints) {
    const handler = (request: FastifyRequest, reply: FastifyReply): Promise<unknown> =>
      answer(parts, endpoint, request, reply);
    server.route({ method: endpoint.method, url: endpoint.path, handler });
  }
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    void reply.code(404).send({ code: -5000, msg: `Path ${path}, Method ${request.method} is invalid` });
  });
  server.setErrorHandler((error, _request, reply) => sendError(parts, error, reply));
  return server;
}

async function answer(
  parts: RestServerParts,
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  try {
    const query = rawQuery(request.url);
    const body = typeof request.body === 'string' ? request.body : '';
    const params = readParameters(query, body, request);
    countWeight(parts, endpoint, params, request, reply);
    if (endpoint.security !== 'none') checkApiKey(singleHeader(request, 'x-mbx-apikey'), parts.apiKey);
    if (endpoint.security === 'signed') {
      checkTimestamp(params, parts.services.wallNow());
      checkSignature(query, body, params, parts.apiKey.secret);
    }
    countOrders(parts, endpoint, params, reply);
    parts.services.exchange.sync();
    const result = await endpoint.handle(params, parts.services);
    void reply.header('content-type', 'application/json;charset=UTF-8');
    return JSON.stringify(result);
  } catch (error) {
    return sendError(parts, error, reply);
  }
}

function readParameters(query: string, body: string, request: FastifyRequest): RequestParameters {
  const isJson = request.headers['content-type']?.includes('application/json') ?? false;
  if (!isJson || body === '') return RequestParameters.fromRaw(query, body);
  try {
    return RequestParameters.fromObject(JSON.parse(body) as Record<string, unknown>);
  } catch {
    throw new ApiError(-1100, 'Illegal characters found in the body: it is not JSON as its content type says.');
  }
}

function countWeight(
  parts: RestServerParts,
  endpoint: Endpoint,
  params: RequestParameters,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const weight = weightOf(endpoint, params);
  try {
    parts.limiter.useWeight(request.ip, weight);
  } finally {
    void reply.header('X-MBX-USED-WEIGHT-1M', String(parts.limiter.usedWeight(request.ip)));
  }
}

function countOrders(parts: RestServerParts, endpoint: Endpoint, params: RequestParameters, reply: FastifyReply): void {
  if (endpoint.orders === undefined) return;
  const counts = parts.limiter.useOrders(endpoint.orders(params));
  void reply.header('X-MBX-ORDER-COUNT-10S', String(counts.in10Seconds));
  void reply.header('X-MBX-ORDER-COUNT-1M', String(counts.inMinute));
}

function sendError(parts: RestServerParts, error: unknown, reply: FastifyReply): FastifyReply {
  const { status, code, msg, retryAfter } = errorAnswer(error, parts.report);
  if (retryAfter !== undefined) void reply.header('Retry-After', String(retryAfter));
  return reply
    .code(status)
    .header('content-type', 'application/json;charset=UTF-8')
    .send(JSON.stringify({ code, msg }));
}

function rawQuery(url: string): string {
  const mark = url.indexOf('?');
  return mark < 0 ? '' : url.slice(mark + 1);
}

function singleHeader(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
