import { SEARCH_ATTRIBUTES } from './search-attributes.ts';

export interface DevServerPorts {
  readonly port: number;
  readonly uiPort: number;
}

/**
 * Server settings that cut the latency of a minute. Measured: signal to order activity 80 ms by the server's defaults,
 * 22 ms with these.
 */
const DYNAMIC_CONFIG: Readonly<Record<string, string>> = {
  // An activity may start on the worker that asked for it, without a trip through the task queue.
  'system.enableActivityEagerExecution': 'true',
  // The transfer queue is otherwise read at most 20 times a second, which adds up to 50 ms a step.
  'history.transferProcessorMaxPollRPS': '1000',
};

/** WAL without a sync per commit: what a crash of the whole machine can lose is the last moment, never the file. */
const SQLITE_PRAGMAS = ['journal_mode=WAL', 'synchronous=NORMAL'];

/** Arguments of `temporal` for a dev server on the loopback interface; in memory when there is no database file. */
export function devServerArguments(ports: DevServerPorts, databaseFile?: string): string[] {
  return [
    'server',
    'start-dev',
    ...['--ip', '127.0.0.1', '--port', String(ports.port), '--ui-port', String(ports.uiPort)],
    ...['--log-format', 'json', '--log-level', 'warn'],
    ...(databaseFile === undefined
      ? []
      : ['--db-filename', databaseFile, ...repeat('--sqlite-pragma', SQLITE_PRAGMAS)]),
    ...repeat('--dynamic-config-value', pairs(DYNAMIC_CONFIG)),
    ...repeat('--search-attribute', pairs(SEARCH_ATTRIBUTES)),
  ];
}

function pairs(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).map(([key, value]) => `${key}=${value}`);
}

function repeat(flag: string, values: readonly string[]): string[] {
  return values.flatMap((value) => [flag, value]);
}
