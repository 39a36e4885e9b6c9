import { lakeLocationText } from '../../../adapters/lakehouse/lake-location.ts';
import { moduleFile } from '../../../adapters/temporal-server/node-process.ts';
import { tradingWorkflowId } from '../../../workflows/messages.ts';
import { startChild } from '../child-process.ts';
import { lakeOf } from '../session-context.ts';
import type { SessionContext } from '../session-context.ts';
import { SYMBOL } from '../start-plan.ts';
import type { ExchangePlace } from './paper-exchange.ts';
import type { TemporalPlace } from './temporal-server.ts';

/** Starts the dashboard; resolves with its address. */
export async function startDashboard(
  context: SessionContext,
  temporal: TemporalPlace,
  exchange: ExchangePlace,
): Promise<string> {
  const { directory, ports, processes, signal } = context;
  const start = () =>
    processes.supervise('dashboard', {
      name: 'dashboard',
      launch: (ending) =>
        startChild({
          name: 'dashboard',
          module: moduleFile('../../dashboard/main.ts', import.meta.url),
          args: [
            ...[
              '--port',
              String(ports.of('dashboard')),
              '--temporal',
              temporal.address,
              '--namespace',
              temporal.namespace,
            ],
            ...['--workflow-id', tradingWorkflowId(SYMBOL), '--audit', directory.audit],
            ...['--lake', lakeLocationText(lakeOf(context))],
            ...['--exchange', exchange.restUrl, '--symbol', SYMBOL, '--json'],
            ...(exchange.kind === 'paper' ? ['--exchange-status', `${exchange.restUrl}/paper/v1/status`] : []),
            ...(temporal.webUi === undefined ? [] : ['--web-ui', temporal.webUi]),
          ],
          logFile: directory.log('dashboard'),
          readyWithinMs: 60_000,
          graceMs: 1_500,
          signal: ending,
        }),
    });
  await ports.startOn(['dashboard'], start, signal);
  return `http://127.0.0.1:${ports.of('dashboard')}`;
}
