/** The process that polls the `pipeline` queue: `node workers/pipeline.ts SETTINGS.json`. */
import { constants, setPriority } from 'node:os';
import { createLogFileNotifier } from '../adapters/notify/log-file-notifier.ts';
import { startPipelineWorker } from './pipeline-worker.ts';
import { readPipelineWorkerSettings } from './settings-file.ts';
import { runWorkerProcess } from './worker-process.ts';

await runWorkerProcess('pipeline', async (text, path, log) => {
  // Whatever is heavy here must not take the minute's time from the trading worker.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const settings = readPipelineWorkerSettings(text, path);
  const notifier = createLogFileNotifier(settings.notificationsDirectory);
  return startPipelineWorker({ settings, notifier, log });
});
