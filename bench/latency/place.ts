import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startDevServer } from '../../adapters/temporal-server/dev-server.ts';
import type { DevServer } from '../../adapters/temporal-server/dev-server.ts';
import { findPresentProgram } from '../../adapters/temporal-server/find-dev-server.ts';
import { freePort } from '../../adapters/temporal-server/free-port.ts';
import { startChild } from '../../apps/cli/child-process.ts';

export const SYMBOL = 'BTCUSDT';
export const CREDENTIALS = { apiKey: 'bench', apiSecret: 'bench-secret' } as const;

/** What every part of the measurement runs on: the same server and the same exchange, in a folder of its own. */
export interface Place {
  readonly directory: string;
  readonly temporal: DevServer;
  readonly restUrl: string;
  readonly wsUrl: string;
  /** Wall time (epoch ms) at which the exchange sent each closed bar, by open time. */
  closeTimes(): Map<number, number>;
  leave(): Promise<void>;
}

/** Starts the Temporal dev server on a database file and the paper exchange in lock step, both as `npm start` does. */
export async function setUp(): Promise<Place> {
  const choice = await findPresentProgram();
  if (choice?.kind !== 'program') throw new Error('no Temporal dev server on this machine: npm start gets one');
  const directory = mkdtempSync(path.join(tmpdir(), 'minutehand-latency-'));
  const closes = path.join(directory, 'close-times.jsonl');
  const [port, uiPort, exchangePort] = [await freePort(), await freePort(), await freePort()];
  const temporal = await startDevServer({
    program: choice.path,
    ports: { port, uiPort },
    databaseFile: path.join(directory, 'temporal.db'),
    logFile: path.join(directory, 'temporal.log'),
  });
  const exchange = await startChild({
    name: 'paper exchange',
    module: path.join(import.meta.dirname, 'exchange-with-tap.ts'),
    args: [
      ...['--port', String(exchangePort), '--speed', 'max', '--symbol', SYMBOL, '--json'],
      ...['--deposit', '100000', '--data-dir', path.join(directory, 'exchange')],
    ],
    env: {
      MINUTEHAND_API_KEY: CREDENTIALS.apiKey,
      MINUTEHAND_API_SECRET: CREDENTIALS.apiSecret,
      CLOSE_TIMES: closes,
    },
    logFile: path.join(directory, 'exchange.log'),
    readyWithinMs: 60_000,
    graceMs: 2_000,
  }).catch(async (error: unknown) => {
    await temporal.stop();
    throw error;
  });
  return {
    directory,
    temporal,
    restUrl: `http://127.0.0.1:${exchangePort}`,
    wsUrl: `ws://127.0.0.1:${exchangePort}`,
    closeTimes: () => readCloseTimes(closes),
    async leave() {
      await Promise.all([exchange.stop(), temporal.stop()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function readCloseTimes(file: string): Map<number, number> {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return new Map(
    lines.map((line) => {
      const { openTime, sentAt } = JSON.parse(line) as { openTime: number; sentAt: number };
      return [openTime, sentAt];
    }),
  );
}
