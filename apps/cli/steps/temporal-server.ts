import { Connection } from '@temporalio/client';
import { startDevServer } from '../../../adapters/temporal-server/dev-server.ts';
import { findDevServer, machineSearch } from '../../../adapters/temporal-server/find-dev-server.ts';
import { waitUntilServing } from '../../../adapters/temporal-server/readiness.ts';
import { ensureSearchAttributes } from '../../../adapters/temporal-server/search-attributes.ts';
import { openLog } from '../child-process.ts';
import type { SessionContext } from '../session-context.ts';
import { closeSync } from 'node:fs';

export interface TemporalPlace {
  readonly address: string;
  readonly namespace: string;
  /** Absent for a server that we did not start: where its Web UI is, only its operator knows. */
  readonly webUi?: string;
}

const ANSWER_WITHIN_MS = 10_000;

/** Finds or obtains a Temporal server; starts it unless it runs already. */
export async function startTemporal(context: SessionContext): Promise<TemporalPlace> {
  const { terminal, directory, ports, processes, signal } = context;
  const choice = await findDevServer((line) => terminal.say(`Temporal: ${line}`), machineSearch, signal);
  if (choice.kind === 'running') return useRunningServer(choice.address);
  terminal.say(`Temporal: starting the dev server (${choice.how})`);
  const logFile = directory.log('temporal');
  const start = () =>
    processes.supervise('temporal', {
      name: 'Temporal server',
      launch: (ending) => {
        closeSync(openLog(logFile));
        return startDevServer({
          program: choice.path,
          ports: { port: ports.of('temporal'), uiPort: ports.of('webUi') },
          databaseFile: directory.database,
          logFile,
          signal: ending,
        });
      },
    });
  await ports.startOn(['temporal', 'webUi'], start, signal);
  return {
    address: `127.0.0.1:${ports.of('temporal')}`,
    namespace: 'default',
    webUi: `http://127.0.0.1:${ports.of('webUi')}`,
  };
}

async function useRunningServer(address: string): Promise<TemporalPlace> {
  const namespace = process.env['TEMPORAL_NAMESPACE'] || 'default';
  await waitUntilServing(address, namespace, ANSWER_WITHIN_MS);
  const connection = await Connection.connect({ address });
  try {
    await ensureSearchAttributes(connection, namespace);
  } finally {
    await connection.close();
  }
  return { address, namespace };
}
