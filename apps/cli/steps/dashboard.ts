import { moduleFile } from '../../../adapters/temporal-server/node-process.ts';
import { tradingWorkflowId } from '../../../workflows/messages.ts';
import { startChild } from '../child-process.ts';
import type { SessionContext } from '../session-context.ts';
import { SYMBOL } from '../start-plan.ts';
import type { ExchangePlace } from './paper-exchange.ts';
import { choosePort } from './ports.ts';
import type { TemporalPlace } from './temporal-server.ts';

/** Starts the dashboard; resolves with its address. */
export async function startDashboard(
  context: SessionContext,
  temporal: TemporalPlace,
  exchange: ExchangePlace,
): Promise<string> {
  const { plan, directory, processes } = context;
  const port = await choosePort('--port-dashboard', plan.ports.dashboard, 8080);
  await processes.supervise('dashboard', {
    name: 'dashboard',
    launch: (signal) =>
      startChild({
        name: 'dashboard',
        module: moduleFile('../../dashboard/main.ts', import.meta.url),
        args: [
          ...['--port', String(port), '--temporal', temporal.address, '--namespace', temporal.namespace],
          ...['--workflow-id', tradingWorkflowId(SYMBOL), '--audit', directory.audit],
          ...['--exchange', exchange.restUrl, '--symbol', SYMBOL, '--json'],
          ...(exchange.kind === 'paper' ? ['--exchange-status', `${exchange.restUrl}/paper/v1/status`] : []),
          ...(temporal.webUi === undefined ? [] : ['--web-ui', temporal.webUi]),
        ],
        logFile: directory.log('dashboard'),
        readyWithinMs: 60_000,
        graceMs: 1_500,
        signal,
      }),
  });
  return `http://127.0.0.1:${port}`;
}
