import { readFile } from 'node:fs/promises';
import { DefaultLogger, Runtime } from '@temporalio/worker';

/** A worker that polls. */
export interface RunningWorker {
  /** Ends when the worker has ended, by `stop` or by a fatal error (then it throws). */
  readonly finished: Promise<void>;
  /** Stops polling, lets running activities end, closes what it opened. */
  stop(): Promise<void>;
}

/**
 * The life of a worker's process: reads the settings file that its first argument names, starts the worker, prints
 * `{"ready":true}` when it polls, and ends on SIGTERM, SIGINT, or with the process that started it.
 */
export async function runWorkerProcess(
  name: string,
  start: (settings: string, path: string, log: (line: string) => void) => Promise<RunningWorker>,
): Promise<never> {
  try {
    const path = process.argv[2];
    if (path === undefined) throw new Error(`usage: workers/${name} SETTINGS.json`);
    const log = (line: string): void => {
      process.stderr.write(`${new Date().toISOString()} ${line}\n`);
    };
    Runtime.install({
      logger: new DefaultLogger('WARN', ({ level, message, meta }) =>
        log(`${level} ${message} ${meta ? JSON.stringify(meta) : ''}`),
      ),
      // Signals are ours: streams and files are closed after the worker, not by it.
      shutdownSignals: [],
    });
    const worker = await start(await readFile(path, 'utf8'), path, log);
    const stop = (): void => {
      worker.stop().catch((error: unknown) => log(`stopping: ${String(error)}`));
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    process.on('disconnect', stop);
    process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
    await worker.finished;
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  }
}
