import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { ObjectStoreError } from '../../../adapters/object-store/object-store-error.ts';
import { S3Store } from '../../../adapters/object-store/s3-store.ts';
import { withEnvironment } from './environment.ts';

describe('an S3 store that takes requests and says nothing', function () {
  this.timeout(20_000);
  let server: Server;
  const sockets = new Set<Socket>();
  let store: S3Store;
  let restore: () => void;
  /** Sent for a request, when it is there. */
  let answer = '';
  before(async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    restore = withEnvironment({
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'tester',
      AWS_SECRET_ACCESS_KEY: 'only-for-this-test',
    });
    store = new S3Store({ bucket: 'lake', forcePathStyle: true, patienceMs: 200 });
  });
  after(async () => {
    store.close();
    restore();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  const refusal = (sentence: RegExp) => (error: Error) => {
    assert.ok(error instanceof ObjectStoreError);
    assert.match(error.message, sentence);
    return true;
  };

  it('is an error with a sentence for whoever writes, and for whoever reads', async () => {
    const why = /^could not (write|read|list) ".*" in s3:\/\/lake\/: TimeoutError: .*timed out after 200 ms/;
    await assert.rejects(store.putIfAbsent('a/0.json', Buffer.from('x')), refusal(why));
    await assert.rejects(store.get('a/0.json'), refusal(why));
    await assert.rejects(store.list('a/'), refusal(why));
  });

  it('is one too when it falls silent in the middle of an object', async () => {
    answer = 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nETag: "e"\r\n\r\nthe beginning';
    await assert.rejects(store.get('a/0.json'), refusal(/^could not read "a\/0\.json" in s3:\/\/lake\//));
  });
});
