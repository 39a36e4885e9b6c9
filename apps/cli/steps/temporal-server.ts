import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { startDevServer } from '../../../adapters/temporal-server/dev-server.ts';
import { findDevServer, machineSearch } from '../../../adapters/temporal-server/find-dev-server.ts';
import { waitUntilServing } from '../../../adapters/temporal-server/readiness.ts';
import { ensureSearchAttributes } from '../../../adapters/temporal-server/search-attributes.ts';
import { tradingWorkflowId } from '../../../workflows/messages.ts';
import { openLog } from '../child-process.ts';
import type { SessionContext } from '../session-context.ts';
import { SYMBOL } from '../start-plan.ts';
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
  if (choice.kind === 'running') return useRunningServer(choice.address, directory.runTag);
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

async function useRunningServer(address: string, runTag: string): Promise<TemporalPlace> {
  const namespace = process.env['TEMPORAL_NAMESPACE'] || 'default';
  await waitUntilServing(address, namespace, ANSWER_WITHIN_MS);
  const connection = await Connection.connect({ address });
  try {
    await refuseForeignStrategy(new Client({ connection, namespace }), runTag, `${address}, namespace ${namespace}`);
    await ensureSearchAttributes(connection, namespace);
  } finally {
    await connection.close();
  }
  return { address, namespace };
}

/**
 * A server that is shared may run the strategy of another data folder under the same workflow id: our worker would take
 * its tasks and trade its state on our account.
 *
 * @throws ConfigurationRefused
 */
export async function refuseForeignStrategy(client: Client, runTag: string, where: string): Promise<void> {
  const workflowId = tradingWorkflowId(SYMBOL);
  const found = await client.workflow
    .getHandle(workflowId)
    .describe()
    .catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    });
  if (found?.status.name !== 'RUNNING') return;
  const theirs = found.memo?.['runTag'];
  if (theirs === runTag) return;
  throw new ConfigurationRefused(
    `${workflowId} at ${where} belongs to another data folder (run ${typeof theirs === 'string' ? theirs : 'unknown'}, this one is ${runTag}): ` +
      'set TEMPORAL_NAMESPACE to one of its own, use that data folder, or terminate that workflow',
  );
}
