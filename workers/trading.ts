/** The process that polls the `trading` queue: `node workers/trading.ts SETTINGS.json`. */
import { dirname } from 'node:path';
import { createLogFileNotifier } from '../adapters/notify/log-file-notifier.ts';
import { EnvironmentSecrets } from '../adapters/secrets/environment-secrets.ts';
import { readTradingWorkerSettings } from './settings-file.ts';
import { startTradingWorker } from './trading-worker.ts';
import { runWorkerProcess } from './worker-process.ts';

await runWorkerProcess('trading', async (text, path, log) => {
  const settings = readTradingWorkerSettings(text, path);
  const secrets = new EnvironmentSecrets();
  return startTradingWorker({
    settings,
    credentials: {
      apiKey: await secrets.get('MINUTEHAND_API_KEY'),
      apiSecret: await secrets.get('MINUTEHAND_API_SECRET'),
    },
    notifier: createLogFileNotifier(dirname(settings.auditDirectory)),
    log,
  });
});
