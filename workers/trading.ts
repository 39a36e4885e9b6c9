import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createLogFileNotifier } from '../adapters/notify/log-file-notifier.ts';
import { EnvironmentSecrets } from '../adapters/secrets/environment-secrets.ts';
import { readTradingWorkerSettings } from './settings-file.ts';
import { startTradingWorker } from './trading-worker.ts';

/**
 * The process that polls the `trading` queue: `node workers/trading.ts SETTINGS.json`. Prints `{"ready":true}` when it
 * polls; ends on SIGTERM, SIGINT, or with the process that started it.
 */
async function main(): Promise<void> {
  const path = process.argv[2];
  if (path === undefined) throw new Error('usage: workers/trading SETTINGS.json');
  const settings = readTradingWorkerSettings(await readFile(path, 'utf8'), path);
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) =>
      process.stderr.write(`${new Date().toISOString()} ${level} ${message} ${meta ? JSON.stringify(meta) : ''}\n`),
    ),
    // Signals are ours: the streams and the audit are closed after the worker, not by it.
    shutdownSignals: [],
  });
  const log = (line: string): void => {
    process.stderr.write(`${new Date().toISOString()} ${line}\n`);
  };
  const secrets = new EnvironmentSecrets();
  const worker = await startTradingWorker({
    settings,
    credentials: {
      apiKey: await secrets.get('MINUTEHAND_API_KEY'),
      apiSecret: await secrets.get('MINUTEHAND_API_SECRET'),
    },
    notifier: createLogFileNotifier(dirname(settings.auditDirectory)),
    log,
  });
  const stop = (): void => {
    worker.stop().catch((error: unknown) => log(`stopping: ${String(error)}`));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
  process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
  await worker.finished;
}

try {
  await main();
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
