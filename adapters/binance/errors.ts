import { ExchangeError, type ExchangeErrorKind } from '../exchange/port.ts';
import type { Redactor } from './redaction.ts';

/** Connection failures after which nothing can have reached the exchange. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);

/** What Binance's own codes mean for the caller; every other negative code is a refusal. */
const KIND_OF_CODE: ReadonlyMap<number, ExchangeErrorKind> = new Map([
  [-1000, 'unknown'],
  [-1001, 'unavailable'],
  [-1002, 'auth'],
  [-1003, 'rate-limited'],
  [-1006, 'unknown'],
  [-1007, 'unknown'],
  [-1008, 'unavailable'],
  [-1015, 'rate-limited'],
  [-1016, 'unavailable'],
  [-1021, 'clock'],
  [-1022, 'auth'],
  [-2008, 'auth'],
  [-2014, 'auth'],
  [-2015, 'auth'],
]);

interface HttpAnswer {
  readonly status: number;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}

/**
 * Whatever a call of the client threw, as the one error of the port, its message free of credentials.
 *
 * @param operation what was asked, e.g. "POST /fapi/v1/order"; without parameters.
 */
export function toExchangeError(failure: unknown, operation: string, redactor: Redactor): ExchangeError {
  if (failure instanceof ExchangeError) return failure;
  const answer = answerOf(failure);
  return answer ? refused(answer, operation, redactor) : notAnswered(failure, operation, redactor);
}

function refused(answer: HttpAnswer, operation: string, redactor: Redactor): ExchangeError {
  const { code, text } = bodyOf(answer.data, redactor);
  const kind = kindOf(answer.status, code, text);
  const reason = code === 0 ? `HTTP ${answer.status}` : `${code} (HTTP ${answer.status})`;
  return new ExchangeError(kind, `${operation}: ${reason}: ${text}`, {
    code,
    httpStatus: answer.status,
    retryAfterMs: kind === 'rate-limited' ? retryAfterMs(answer) : 0,
  });
}

function notAnswered(failure: unknown, operation: string, redactor: Redactor): ExchangeError {
  const { code, message } = causeOf(failure, redactor);
  const sent = !NOT_SENT.has(code);
  const consequence = sent ? 'no answer came, it may have been executed' : 'it was not sent';
  const detail = [code, message].filter((part) => part !== '').join(' ');
  return new ExchangeError(sent ? 'unknown' : 'unavailable', `${operation}: ${consequence}: ${detail}`);
}

function kindOf(status: number, code: number, text: string): ExchangeErrorKind {
  if (status === 429 || status === 418) return 'rate-limited';
  const known = KIND_OF_CODE.get(code);
  if (known) return known;
  if (status === 401) return 'auth';
  if (status === 408) return 'unknown';
  if (status >= 500) return serverFailure(status, text);
  if (status === 403 && code === 0) return 'unavailable';
  return 'rejected';
}

/** The three bodies of a 503 differ in what they promise; what isn't known to have failed may have been executed. */
function serverFailure(status: number, text: string): ExchangeErrorKind {
  const failed =
    /internal error; unable to process/i.test(text) || (status === 503 && /^service unavailable/i.test(text));
  return failed ? 'unavailable' : 'unknown';
}

/** `Retry-After` is in seconds; 0 when the exchange didn't say. */
function retryAfterMs(answer: HttpAnswer): number {
  const seconds = Number(answer.headers['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds * 1000) : 0;
}

function bodyOf(data: unknown, redactor: Redactor): { code: number; text: string } {
  if (typeof data === 'string') return { code: 0, text: brief(data, redactor) };
  if (!isRecord(data)) return { code: 0, text: 'no explanation' };
  const code = Number(data['code']);
  const text = typeof data['msg'] === 'string' ? data['msg'] : JSON.stringify(data);
  return { code: Number.isFinite(code) ? code : 0, text: brief(text, redactor) };
}

/** One short line. Redacted before it is cut: half a secret is no longer recognised as one. */
function brief(text: string, redactor: Redactor): string {
  const line = redactor.clean(text).replace(/\s+/g, ' ').trim();
  if (line === '') return 'no explanation';
  return line.length > 200 ? `${line.slice(0, 200)} …` : line;
}

function answerOf(failure: unknown): HttpAnswer | undefined {
  if (!isRecord(failure)) return undefined;
  const candidate = isRecord(failure['response']) ? failure['response'] : failure;
  const status = candidate['status'];
  if (typeof status !== 'number' || status < 100) return undefined;
  const headers = isRecord(candidate['headers']) ? candidate['headers'] : {};
  return { status, data: candidate['data'], headers };
}

function causeOf(failure: unknown, redactor: Redactor): { code: string; message: string } {
  if (typeof failure === 'string') return { code: '', message: brief(failure, redactor) };
  if (!isRecord(failure)) return { code: '', message: 'unexplained failure' };
  const code = typeof failure['code'] === 'string' ? failure['code'] : '';
  const message = typeof failure['message'] === 'string' ? brief(failure['message'], redactor) : '';
  return { code: redactor.clean(code), message };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
