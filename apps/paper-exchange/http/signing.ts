import { createHmac, timingSafeEqual } from 'node:crypto';
import { ApiError, missingParameter } from './api-error.ts';
import type { RequestParameters } from './request-parameters.ts';

const DEFAULT_RECV_WINDOW_MS = 5000;
const MAX_RECV_WINDOW_MS = 60_000;

/** The one account's key pair. */
export interface ApiKey {
  readonly key: string;
  readonly secret: string;
}

/** HMAC-SHA256 of a payload, hex: what Binance expects as `signature`. */
export function sign(payload: string, secret: string): string {
  return createHmac('sha256', secret).update(payload).digest('hex');
}

/** Throws -2014 when the key is missing or malformed, -2015 when it is not ours. */
export function checkApiKey(sent: string | undefined, apiKey: ApiKey): void {
  if (sent === undefined || sent === '' || !/^[\x21-\x7e]{1,128}$/.test(sent)) {
    throw new ApiError(-2014, 'API-key format invalid.', 401);
  }
  if (!equalText(sent, apiKey.key)) {
    throw new ApiError(-2015, 'Invalid API-key, IP, or permissions for action.', 401);
  }
}

/**
 * Checks the signature over the raw query and body, joined without a separator, the `signature` pair left out. Clients
 * that sign the text before it is URL-encoded (python-binance's list cancel) are served by a second look at the decoded
 * text. Throws -1102 when there is no signature, -1022 when it is wrong.
 */
export function checkSignature(query: string, body: string, params: RequestParameters, secret: string): void {
  const signature = params.text('signature');
  if (signature === undefined) throw missingParameter('signature');
  const raw = withoutSignature(query) + withoutSignature(body);
  if (matches(raw, signature, secret)) return;
  if (matches(decoded(raw), signature, secret)) return;
  throw new ApiError(-1022, 'Signature for this request is not valid.');
}

/** The WebSocket API's signature: parameters sorted by name, joined as `k=v&…`, without `signature`. */
export function checkSortedSignature(params: RequestParameters, secret: string): void {
  const signature = params.text('signature');
  if (signature === undefined) throw missingParameter('signature');
  const payload = params
    .names()
    .filter((name) => name !== 'signature')
    .sort()
    .map((name) => `${name}=${params.text(name) ?? ''}`)
    .join('&');
  if (!matches(payload, signature, secret)) throw new ApiError(-1022, 'Signature for this request is not valid.');
}

/**
 * Binance's rule: `timestamp < server + 1000 && server − timestamp <= recvWindow`, on the server's wall clock (ms).
 * Throws -1102, -1130 or -1021.
 */
export function checkTimestamp(params: RequestParameters, serverTime: number): void {
  const timestamp = params.requiredInteger('timestamp');
  const recvWindow = params.integer('recvWindow') ?? DEFAULT_RECV_WINDOW_MS;
  if (recvWindow <= 0 || recvWindow > MAX_RECV_WINDOW_MS) {
    throw new ApiError(-1131, `recvWindow must be less than or equal to ${MAX_RECV_WINDOW_MS}.`);
  }
  if (timestamp >= serverTime + 1000) {
    throw new ApiError(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
  }
  if (serverTime - timestamp > recvWindow) {
    throw new ApiError(-1021, 'Timestamp for this request is outside of the recvWindow.');
  }
}

function withoutSignature(raw: string): string {
  return raw
    .split('&')
    .filter((pair) => !pair.startsWith('signature='))
    .join('&');
}

function matches(payload: string, signature: string, secret: string): boolean {
  return equalText(sign(payload, secret), signature.toLowerCase());
}

function decoded(raw: string): string {
  try {
    return decodeURIComponent(raw.replaceAll('+', ' '));
  } catch {
    return raw;
  }
}

function equalText(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
