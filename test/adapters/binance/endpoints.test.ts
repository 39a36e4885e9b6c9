import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createStreamClient } from '../../../adapters/binance/client-factory.ts';
import { FakeExchange } from './fake-exchange.ts';
import { assertNotLive, checkedEndpoints, exchangeEndpoints } from '../../../adapters/binance/endpoints.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

describe('where an environment lives', () => {
  it('each kind has both of its addresses', () => {
    for (const kind of ['live', 'demo', 'testnet'] as const) {
      assert.deepEqual(checkedEndpoints(exchangeEndpoints(kind)), exchangeEndpoints(kind));
    }
    assert.throws(() => exchangeEndpoints('main' as never), /"main" is not one of live, demo, testnet/);
    assert.throws(() => exchangeEndpoints('toString' as never), RangeError);
  });

  it('a trailing slash is taken off, a path and a wrong protocol are refused', () => {
    const checked = checkedEndpoints({ restUrl: 'http://127.0.0.1:8090/', wsUrl: 'ws://127.0.0.1:8090/' });
    assert.deepEqual(checked, { restUrl: 'http://127.0.0.1:8090', wsUrl: 'ws://127.0.0.1:8090' });
    const wsUrl = 'ws://127.0.0.1:1';
    assert.throws(() => checkedEndpoints({ restUrl: 'http://a/fapi', wsUrl }), /restUrl of host "a" has a path/);
    assert.throws(() => checkedEndpoints({ restUrl: 'ftp://a', wsUrl }), /restUrl "a" is not http:\/\/ or https:\/\//);
    assert.throws(() => checkedEndpoints({ restUrl: 'nonsense', wsUrl }), /restUrl "nonsense"/);
    assert.throws(() => checkedEndpoints({ restUrl: 'http://a', wsUrl: 'http://a' }), /wsUrl "a" is not ws/);
  });

  it('a password in an address is refused without being shown', () => {
    assert.throws(
      () => checkedEndpoints({ restUrl: 'http://me:hunter2@a', wsUrl: 'ws://a' }),
      (error: unknown) => error instanceof RangeError && !error.message.includes('hunter2'),
    );
  });
});

describe('the guard against live trading', () => {
  it('lets paper, testnet and demo pass', () => {
    assertNotLive(exchangeEndpoints('demo'));
    assertNotLive(exchangeEndpoints('testnet'));
    assertNotLive({ restUrl: 'http://127.0.0.1:8090', wsUrl: 'ws://127.0.0.1:8090' });
    assertNotLive({ restUrl: 'http://[::1]:8090', wsUrl: 'ws://localhost:8090' });
    assertNotLive({ restUrl: 'http://paper-exchange:8090', wsUrl: 'ws://paper-exchange:8090' });
    assertNotLive({ restUrl: 'http://172.20.0.3:8090', wsUrl: 'ws://192.168.1.2:8090' });
  });

  for (const restUrl of [
    'https://fapi.binance.com',
    'https://FAPI.binance.com',
    'https://fapi-mm.binance.com',
    'https://testnet.binancefuture.com.example.org',
    'https://demo-fapi.binance.com.cn',
    'https://172.32.0.1',
    'https://127.0.0.1.example.org',
  ]) {
    it(`stops ${restUrl}`, () => {
      assert.throws(() => assertNotLive({ restUrl, wsUrl: 'ws://127.0.0.1:1' }), /restUrl points at .* real money/);
    });
  }

  it('stops a paper REST address beside a live stream address', () => {
    const mixed = { restUrl: 'http://127.0.0.1:8090', wsUrl: exchangeEndpoints('live').wsUrl };
    assert.throws(() => assertNotLive(mixed), /wsUrl points at "fstream.binance.com"/);
  });
});

describe('clients', () => {
  it('are made in one file only: nothing else imports the library', () => {
    const importing = sourceFiles().filter((file) =>
      /from 'binance'/.test(readFileSync(path.join(ROOT, file), 'utf8').replaceAll(/^import type .*$/gm, '')),
    );
    assert.deepEqual(importing, ['adapters/binance/client-factory.ts']);
  });

  it('for streams ask the same environment for listen keys', async () => {
    const fake = await FakeExchange.start();
    const client = createStreamClient({ endpoints: fake.endpoints, log: () => undefined });
    try {
      await client.subscribeUsdFuturesUserDataStream();
      assert.equal(fake.asked('POST /fapi/v1/listenKey').length, 1);
      assert.deepEqual(fake.upgrades, ['/private/stream?listenKey=fakeListenKey']);
    } finally {
      client.closeAll(true);
      await fake.stop();
    }
  });
});

function sourceFiles(): string[] {
  return ['adapters', 'activities', 'workers', 'workflows', 'apps', 'core'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => path.posix.join(folder, file)),
  );
}
