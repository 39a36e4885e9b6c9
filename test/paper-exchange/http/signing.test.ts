import assert from 'node:assert/strict';
import { ApiError } from '../../../apps/paper-exchange/http/api-error.ts';
import { RequestParameters } from '../../../apps/paper-exchange/http/request-parameters.ts';
import { checkApiKey, checkSignature, checkTimestamp, sign } from '../../../apps/paper-exchange/http/signing.ts';

const SECRET = '2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9';
const PAYLOAD =
  'symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943';
const SIGNATURE = '3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9';

function check(query: string, body: string): void {
  checkSignature(query, body, RequestParameters.fromRaw(query, body), SECRET);
}

function codeOf(call: () => void): number {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof ApiError, String(error));
    return error.code;
  }
  return 0;
}

describe('signature', () => {
  it("equals the documentation's example", () => {
    assert.equal(sign(PAYLOAD, SECRET), SIGNATURE);
  });

  it('is accepted in the query, in the body, and over a mix of both without a separator', () => {
    check(`${PAYLOAD}&signature=${SIGNATURE}`, '');
    check('', `${PAYLOAD}&signature=${SIGNATURE}`);
    const query = 'symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC';
    const body = 'quantity=1&price=9000&recvWindow=5000&timestamp=1591702613943';
    check(query, `${body}&signature=${sign(query + body, SECRET)}`);
  });

  it('is over the raw bytes: what is URL-encoded is signed as it is', () => {
    const query = 'batchOrders=%5B%7B%22symbol%22%3A%22BTCUSDT%22%7D%5D&timestamp=1';
    check(`${query}&signature=${sign(query, SECRET)}`, '');
  });

  it('is also accepted over the decoded text, as python-binance signs lists', () => {
    const decoded = 'orderIdList=[1,2]&symbol=BTCUSDT&timestamp=1';
    const sent = 'orderIdList=%5B1%2C2%5D&symbol=BTCUSDT&timestamp=1';
    check('', `${sent}&signature=${sign(decoded, SECRET)}`);
  });

  it('is refused with -1022 when a byte differs, and with -1102 when it is missing', () => {
    assert.equal(
      codeOf(() => check(`${PAYLOAD.replace('9000', '9001')}&signature=${SIGNATURE}`, '')),
      -1022,
    );
    assert.equal(
      codeOf(() => check(PAYLOAD, '')),
      -1102,
    );
  });
});

describe('timestamp', () => {
  const server = 1_700_000_000_000;
  const at = (timestamp: number, recvWindow?: number): number =>
    codeOf(() =>
      checkTimestamp(
        RequestParameters.fromObject({ timestamp, ...(recvWindow === undefined ? {} : { recvWindow }) }),
        server,
      ),
    );

  it('may be recvWindow old and less than a second ahead', () => {
    assert.equal(at(server), 0);
    assert.equal(at(server - 5000), 0);
    assert.equal(at(server + 999), 0);
    assert.equal(at(server - 60_000, 60_000), 0);
  });

  it('is refused with -1021 beyond', () => {
    assert.equal(at(server - 5001), -1021);
    assert.equal(at(server + 1000), -1021);
    assert.equal(at(server - 101, 100), -1021);
  });

  it('refuses a recvWindow over 60 s and a timestamp that is missing', () => {
    assert.equal(at(server, 60_001), -1131);
    assert.equal(
      codeOf(() => checkTimestamp(RequestParameters.fromObject({}), server)),
      -1102,
    );
  });
});

describe('API key', () => {
  const ours = { key: 'paper', secret: 'paper-secret' };

  it('is refused with -2014 when missing or malformed and -2015 when it is not ours', () => {
    assert.equal(
      codeOf(() => checkApiKey(undefined, ours)),
      -2014,
    );
    assert.equal(
      codeOf(() => checkApiKey('not a key', ours)),
      -2014,
    );
    assert.equal(
      codeOf(() => checkApiKey('another', ours)),
      -2015,
    );
    assert.equal(
      codeOf(() => checkApiKey('paper', ours)),
      0,
    );
  });
});

describe('request parameters', () => {
  it('come from query and body, and the query wins duplicates', () => {
    const params = RequestParameters.fromRaw('symbol=BTCUSDT&side=BUY', 'side=SELL&type=MARKET');
    assert.equal(params.text('side'), 'BUY');
    assert.equal(params.text('type'), 'MARKET');
  });

  it('refuse numbers that are none: exponents, signs, words', () => {
    for (const text of ['1e-7', '-1', 'undefined', 'NaN', '0x10', '1.', '.5']) {
      assert.equal(
        codeOf(() => RequestParameters.fromObject({ price: text }).decimal('price')),
        -1100,
        text,
      );
    }
    assert.equal(RequestParameters.fromObject({ price: '0.10' }).decimal('price'), '0.10');
  });

  it('refuse broken URL encoding', () => {
    assert.equal(
      codeOf(() => RequestParameters.fromRaw('symbol=%E0%A4%A', '')),
      -1100,
    );
  });
});
