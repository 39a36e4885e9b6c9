import { appendFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Notifier } from './port.ts';

const FILE_NAME = 'notifications.log';

export interface LogFileNotifierOptions {
  /** Wall clock in epoch ms. */
  readonly now?: () => number;
  /** Told when a line could not be written. */
  readonly onFailure?: (error: unknown, line: string) => void;
}

/**
 * A notifier that appends one line a message to `notifications.log` in a directory, created when it is missing: time
 * (UTC), level, text with its line breaks flattened. Never throws.
 */
export function createLogFileNotifier(directory: string, options: LogFileNotifierOptions = {}): Notifier {
  const file = path.join(directory, FILE_NAME);
  const now = options.now ?? Date.now;
  let queue: Promise<void> = Promise.resolve();
  return {
    notify(level, text) {
      const line = `${new Date(now()).toISOString()} ${level.toUpperCase().padEnd(7)} ${text.replace(/\s*[\r\n]+\s*/g, ' ')}\n`;
      // In turn, so that the lines stand in the order of the calls.
      queue = queue.then(() => appendLine(file, line)).catch((error: unknown) => options.onFailure?.(error, line));
      return queue;
    },
  };
}

async function appendLine(file: string, line: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await appendFile(file, line);
}
