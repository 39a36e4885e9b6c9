import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { WORKFLOW_TASK_TIMEOUT } from '../../../workflows/activity-policies.ts';
import { configureSignal, statusQuery, TASK_QUEUES, tradingWorkflowId } from '../../../workflows/messages.ts';
import type { TradingStatus } from '../../../workflows/messages.ts';
import type { tradingWorkflow } from '../../../workflows/trading-workflow.ts';
import type { SessionContext } from '../session-context.ts';
import { SYMBOL } from '../start-plan.ts';
import { firstAnswer } from './first-answer.ts';
import type { ChosenModel } from './model.ts';
import type { TemporalPlace } from './temporal-server.ts';

/** A worker that replays a long history on a busy machine takes seconds. */
const FIRST_ANSWER = { eachMs: 15_000, withinMs: 75_000, pauseMs: 250 };

/**
 * The trading workflow, as seen from here. Its connection ends with this process: closed while a question is being
 * asked again, it throws out of a timer.
 */
export class Strategy {
  readonly workflowId: string;
  private readonly connection: Connection;
  private readonly handle: WorkflowHandle<typeof tradingWorkflow>;

  constructor(connection: Connection, handle: WorkflowHandle<typeof tradingWorkflow>) {
    this.connection = connection;
    this.handle = handle;
    this.workflowId = handle.workflowId;
  }

  /** @throws when the worker or the server does not answer in time. */
  async status(timeoutMs: number): Promise<TradingStatus> {
    return this.connection.withDeadline(Date.now() + timeoutMs, () => this.handle.query(statusQuery));
  }
}

/** Starts the trading workflow, or goes on with the one that runs, under the settings of this start. Resolves when it answers. */
export async function startStrategy(
  context: SessionContext,
  temporal: TemporalPlace,
  model: ChosenModel,
): Promise<Strategy> {
  const { clock, limits } = context.plan;
  const settings = { symbol: SYMBOL, runTag: context.directory.runTag, clock, limits, prior: model.prior };
  const connection = await Connection.connect({ address: temporal.address });
  const client = new Client({ connection, namespace: temporal.namespace });
  const handle = await client.workflow.start<typeof tradingWorkflow>('tradingWorkflow', {
    workflowId: tradingWorkflowId(SYMBOL),
    taskQueue: TASK_QUEUES.trading,
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
    staticSummary: `Trades ${SYMBOL} once a minute`,
    memo: { runTag: settings.runTag },
    args: [{ settings }],
  });
  await handle.signal(configureSignal, { clock, limits, prior: model.prior });
  const strategy = new Strategy(connection, handle);
  await firstAnswer((timeoutMs) => strategy.status(timeoutMs), FIRST_ANSWER);
  return strategy;
}
