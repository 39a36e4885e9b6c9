/**
 * The trading worker as `npm start` runs it, with the decided model in the place of the configured one:
 * `worker.ts SETTINGS.json BUYS`.
 */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createLogFileNotifier } from '../../adapters/notify/log-file-notifier.ts';
import { readTradingWorkerSettings } from '../../workers/settings-file.ts';
import { startTradingWorker } from '../../workers/trading-worker.ts';
import { decidedModel } from './decided-model.ts';
import { CREDENTIALS } from './place.ts';

const [path = '', buys = ''] = process.argv.slice(2);
const settings = readTradingWorkerSettings(await readFile(path, 'utf8'), path);
Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
const worker = await startTradingWorker({
  settings,
  credentials: CREDENTIALS,
  notifier: createLogFileNotifier(dirname(settings.auditDirectory)),
  log: (line) => process.stderr.write(`${line}\n`),
  // The worker predicts once at its start.
  model: await decidedModel(Number(buys) + 1),
});
process.once('SIGTERM', () => void worker.stop());
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
await worker.finished;
process.exit(0);
