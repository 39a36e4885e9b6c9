import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toExchangeError } from '../../../adapters/binance/errors.ts';
import { Redactor } from '../../../adapters/binance/redaction.ts';
import { ExchangeError, type ExchangeErrorKind } from '../../../adapters/exchange/port.ts';
import { recordedLines } from './recorded-data.ts';

const NOBODY = new Redactor();
const OPERATION = 'POST /fapi/v1/order';

function answered(status: number, data: unknown, headers: Record<string, string> = {}): ExchangeError {
  return toExchangeError({ message: `Request failed`, response: { status, data, headers } }, OPERATION, NOBODY);
}

describe('what an answer of the exchange means', () => {
  const table: readonly [what: string, status: number, data: unknown, kind: ExchangeErrorKind][] = [
    ['503 with "Unknown error"', 503, 'Unknown error, please check your request or try again later.', 'unknown'],
    ['503 with "Unknown error" as JSON', 503, { code: -1000, msg: 'Unknown error, please check …' }, 'unknown'],
    ['503 with "Service Unavailable."', 503, 'Service Unavailable.', 'unavailable'],
    ['503 with "Service Unavailable." as JSON', 503, { msg: 'Service Unavailable.' }, 'unavailable'],
    ['503 with -1008', 503, { code: -1008, msg: 'Server is currently overloaded' }, 'unavailable'],
    ['503 with "Internal error"', 503, { code: -1001, msg: 'Internal error; unable to process' }, 'unavailable'],
    ['503 with a page of a gateway', 503, '<html>503</html>', 'unknown'],
    ['502', 502, '<html>Bad Gateway</html>', 'unknown'],
    ['504', 504, '', 'unknown'],
    ['408', 408, '', 'unknown'],
    ['-1006', 400, { code: -1006, msg: 'An unexpected response was received' }, 'unknown'],
    ['-1007', 408, { code: -1007, msg: 'Timeout waiting for response' }, 'unknown'],
    ['429', 429, { code: -1003, msg: 'Too many requests' }, 'rate-limited'],
    ['418', 418, { code: -1003, msg: 'Way too many requests; banned' }, 'rate-limited'],
    ['418 of a gateway', 418, "I'm a teapot", 'rate-limited'],
    ['too many orders', 400, { code: -1015, msg: 'Too many new orders' }, 'rate-limited'],
    ['-1021', 400, { code: -1021, msg: 'Timestamp for this request is outside of the recvWindow.' }, 'clock'],
    ['a bad signature', 400, { code: -1022, msg: 'Signature for this request is not valid.' }, 'auth'],
    ['a bad key', 401, { code: -2015, msg: 'Invalid API-key, IP, or permissions for action' }, 'auth'],
    ['a key of another environment', 401, { code: -2008, msg: 'Invalid Api-Key ID.' }, 'auth'],
    ['401 without a code', 401, '', 'auth'],
    ['403 of the firewall', 403, '<html>Forbidden</html>', 'unavailable'],
    ['too little margin', 400, { code: -2019, msg: 'Margin is insufficient.' }, 'rejected'],
    ['a duplicate client id', 400, { code: -4116, msg: 'ClientOrderId is duplicated.' }, 'rejected'],
    ['the retired path of conditional orders', 400, { code: -4120, msg: 'Order type not supported' }, 'rejected'],
    ['a stop that would trigger at once', 400, { code: -2021, msg: 'Order would immediately trigger.' }, 'rejected'],
    ['a path that is not there', 404, '<html>', 'rejected'],
  ];
  for (const [what, status, data, kind] of table) {
    it(`${what} is ${kind}`, () => {
      const error = answered(status, data);
      assert.equal(error.kind, kind);
      assert.equal(error.httpStatus, status);
      assert.match(error.message, /^POST \/fapi\/v1\/order: /);
    });
  }

  it('the observed refusals keep their code and words', function () {
    for (const line of recordedLines(this, 'rest/fapi_error_bodies_observed.jsonl')) {
      const { body } = line as { body: { code: number; msg: string } };
      const error = answered(400, body);
      assert.equal(error.kind, 'rejected');
      assert.equal(error.code, body.code);
      assert.ok(error.message.includes(body.msg));
    }
  });

  it('Retry-After is read as seconds, and is 0 when it is absent or no number', () => {
    const body = { code: -1003, msg: 'Too many requests' };
    assert.equal(answered(429, body, { 'retry-after': '7' }).retryAfterMs, 7_000);
    assert.equal(answered(429, body).retryAfterMs, 0);
    assert.equal(answered(418, body, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }).retryAfterMs, 0);
  });

  it('a long page is cut', () => {
    assert.ok(answered(502, 'x'.repeat(50) + ' y'.repeat(5_000)).message.length < 300);
  });
});

describe('what no answer means', () => {
  for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']) {
    it(`${code}: nothing was sent, unavailable`, () => {
      const error = toExchangeError(Object.assign(new Error(`connect ${code}`), { code }), OPERATION, NOBODY);
      assert.equal(error.kind, 'unavailable');
      assert.match(error.message, /it was not sent/);
    });
  }

  for (const code of ['ECONNABORTED', 'ETIMEDOUT', 'ECONNRESET', 'EPIPE', 'ERR_BAD_RESPONSE']) {
    it(`${code}: it may have been executed, unknown`, () => {
      const error = toExchangeError(Object.assign(new Error('gone'), { code }), OPERATION, NOBODY);
      assert.equal(error.kind, 'unknown');
      assert.match(error.message, /it may have been executed/);
    });
  }

  it('whatever else is thrown is unknown too', () => {
    for (const thrown of ['a string', undefined, null, 7, {}, new Error('')]) {
      assert.equal(toExchangeError(thrown, OPERATION, NOBODY).kind, 'unknown');
    }
  });

  it('an ExchangeError stays itself', () => {
    const error = new ExchangeError('clock', 'x');
    assert.equal(toExchangeError(error, OPERATION, NOBODY), error);
  });
});

describe('credentials', () => {
  const secret = fc.oneof(
    fc.string({ minLength: 8, maxLength: 80 }).filter((text) => text.trim() !== ''),
    fc.stringMatching(/^[A-Za-z0-9]{64}$/),
  );
  /** Places in which the library and the exchange have been seen to repeat what they were sent. */
  const failure = (key: string, signature: string, cut: number): unknown[] => {
    const url = `https://fapi.binance.com/fapi/v1/order?symbol=BTCUSDT&signature=${signature}`;
    const text = `${'.'.repeat(cut)}${key} ${signature}`;
    return [
      Object.assign(new Error(`request to ${url} failed with ${key}`), {
        config: { headers: { 'X-MBX-APIKEY': key } },
      }),
      { response: { status: 400, data: { code: -1022, msg: text }, headers: {} } },
      { response: { status: 400, data: { key, url, nested: { key } }, headers: {} } },
      { response: { status: 502, data: `<p>${url}</p> ${encodeURIComponent(key)}`, headers: {} } },
      { code: key, message: text },
      text,
    ];
  };

  it('never stand in an error, whatever failed and wherever the text is cut', () => {
    const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
    fc.assert(
      fc.property(secret, hex, fc.integer({ min: 0, max: 260 }), (key, signature, cut) => {
        const redactor = new Redactor([key]);
        for (const thrown of failure(key, signature, cut)) {
          const error = toExchangeError(thrown, OPERATION, redactor);
          const everything = `${error.message}${error.stack}${JSON.stringify(error)}`;
          assert.ok(!error.message.replaceAll('[redacted]', '').includes(key), error.message);
          assert.ok(!everything.includes(signature), everything);
          assert.equal(error.cause, undefined);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are taken out by name and by length even when nobody told them', () => {
    const cleaned = NOBODY.clean(
      `GET /private/stream?listenKey=abc&signature=def X-MBX-APIKEY: ghi {"apiKey":"jkl"} ${'Z9'.repeat(32)}`,
    );
    for (const value of ['abc', 'def', 'ghi', 'jkl', 'Z9Z9']) assert.ok(!cleaned.includes(value), cleaned);
    assert.ok(NOBODY.clean('order mh-ab12-x1y2z3-e refused').includes('mh-ab12-x1y2z3-e'));
  });

  it('a listen key learnt later is taken out from then on', () => {
    const redactor = new Redactor();
    redactor.add('pqia91ma19a5s61cv6a81va65sdf');
    assert.equal(redactor.clean('key pqia91ma19a5s61cv6a81va65sdf!'), 'key [redacted]!');
  });
});
