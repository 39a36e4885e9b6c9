import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createConnection } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { freePort } from '../../../adapters/temporal-server/free-port.ts';
import { hasTool } from '../../../adapters/temporal-server/run-tool.ts';
import { cachedGoTool, obtainGoTool } from '../../../adapters/tool-cache/go-tool.ts';
import type { GoTool } from '../../../adapters/tool-cache/go-tool.ts';
import { lacking } from '../../house/toolchain.ts';

/** An S3 server that honours `If-None-Match`. */
export const VERSITYGW: GoTool = {
  name: 'versitygw',
  module: 'github.com/versity/versitygw/cmd/versitygw',
  version: 'v1.8.0',
};

export interface S3Server {
  /** What the SDK's own chain reads. */
  readonly env: Readonly<Record<string, string>>;
  readonly bucket: string;
  stop(): Promise<void>;
}

/** Ends the test's set-up with a sentence when there is no S3 server to be had; with CI=true that fails. */
export async function needS3Server(context: Mocha.Context): Promise<string> {
  if (!existsSync(cachedGoTool(VERSITYGW)) && !(await hasTool('go', ['version']))) {
    lacking(context, 'Go is missing, which builds the S3 server (versitygw) of this test: install Go 1.26 or newer');
  }
  context.timeout(30 * 60_000);
  return obtainGoTool(VERSITYGW, (line) => console.log(`      ${line}`));
}

/** Starts a server on a free port with its objects under `directory`, and a bucket in it. */
export async function startS3Server(program: string, directory: string): Promise<S3Server> {
  const port = await freePort();
  const data = path.join(directory, 's3');
  await mkdir(data, { recursive: true });
  const key = { id: 'tester', secret: 'only-for-this-test' };
  const child = spawn(program, ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', data], {
    env: { PATH: process.env['PATH'], ROOT_ACCESS_KEY: key.id, ROOT_SECRET_KEY: key.secret },
    stdio: 'ignore',
  });
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const exited = once(child, 'exit');
  await listening(port, () => child.exitCode !== null);
  const env = {
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: key.id,
    AWS_SECRET_ACCESS_KEY: key.secret,
  };
  const bucket = 'lake';
  await createBucket(env.AWS_ENDPOINT_URL_S3, key, bucket);
  return {
    env,
    bucket,
    async stop() {
      process.removeListener('exit', killWithUs);
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function createBucket(endpoint: string, key: { id: string; secret: string }, bucket: string): Promise<void> {
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: key.id, secretAccessKey: key.secret },
  });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
}

async function listening(port: number, dead: () => boolean): Promise<void> {
  const giveUp = Date.now() + 20_000;
  while (!(await answers(port))) {
    if (dead() || Date.now() > giveUp) throw new Error(`the S3 server does not listen on port ${port}`);
    await sleep(20);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
