import { fileURLToPath } from 'node:url';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type {
  NotificationActivities,
  ObservationActivities,
  OrderActivities,
  PredictionActivities,
  RecordingActivities,
  RiskActivities,
} from '../../activities/contract.ts';
import { ensureSearchAttributes } from '../../adapters/temporal-server/search-attributes.ts';
import { timeSkippingServerPath } from '../../adapters/temporal-server/time-skipping-server.ts';
import type { Bar } from '../../core/market/bar.ts';
import type { AuditRecord } from '../../core/trading/records.ts';
import type { TradingAction, TradingEvent } from '../../core/trading/step-contract.ts';
import type { TradingInput, tradingWorkflow } from '../../workflows/trading-workflow.ts';
import { WORKFLOW_TASK_TIMEOUT } from '../../workflows/activity-policies.ts';
import { barAt, MINUTE, ScriptedExchange } from '../core/trading/scripted-exchange.ts';
import '../house/quiet-temporal.ts';
import { lacking } from '../house/toolchain.ts';

export const TASK_QUEUE = 'trading-test';

/** Starts the time-skipping server; skips the suite with a sentence where there is none, fails instead with CI=true. */
export async function timeSkippingEnvironment(context: Mocha.Context): Promise<TestWorkflowEnvironment> {
  const path = timeSkippingServerPath();
  if (path === undefined) {
    return lacking(context, 'no time-skipping Temporal server: npm run pretest gets it, by Java and Maven');
  }
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  await ensureSearchAttributes(environment.connection, 'default');
  return environment;
}

let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;

/** The workflows, bundled once for all suites. */
export function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  });
  return bundle;
}

/** Activities that ask a scripted exchange, and bars that come by the watchdog's REST question when switched on. */
export class ScriptedWorld {
  readonly exchange = new ScriptedExchange();
  readonly written: AuditRecord[] = [];
  readonly finished: number[] = [];
  recordingFails = false;
  /** Answers the watchdog; undefined: nothing newer. */
  nextBar: ((after: number) => Bar | undefined) | undefined;

  activities(): PredictionActivities &
    RiskActivities &
    OrderActivities &
    ObservationActivities &
    RecordingActivities &
    NotificationActivities {
    const ask = (action: TradingAction): TradingEvent | undefined => {
      this.exchange.log.push(action);
      return this.exchange.answer(action);
    };
    return {
      predictSignal: async ({ bar }) => {
        const event = ask({ type: 'predict', bar });
        if (event?.type !== 'predicted') throw ApplicationFailure.nonRetryable('the window has a gap');
        return { prediction: event.prediction, completedAt: Date.now() };
      },
      checkRisk: async ({ bar, prediction, ageMs }) => {
        const event = ask({ type: 'assess', bar, prediction, ageMs });
        if (event?.type !== 'assessed') throw new Error('no verdict');
        return event.verdict;
      },
      placeEntry: async ({ clientId, entry }) => {
        const event = ask({ type: 'enter', bar: 0, clientId, entry });
        if (event?.type !== 'entered') throw ApplicationFailure.nonRetryable('timed out');
        return event.outcome;
      },
      placeBracket: async ({ side, stop, target }) => {
        const event = ask({ type: 'protect', side, stop, target });
        if (event?.type !== 'bracketPlaced') throw ApplicationFailure.nonRetryable('refused', 'BracketRefused');
        return { stop: event.stop, target: event.target };
      },
      closePosition: async ({ side, quantity, clientId }) => {
        const event = ask({ type: 'close', side, quantity, clientId, exit: 'other' });
        if (event?.type !== 'closed') throw new Error('not closed');
        return event.outcome;
      },
      cancelOrders: async ({ conditionalIds, orderIds }) => {
        ask({ type: 'cancel', conditionalIds, orderIds });
      },
      observeExchange: async ({ lastTradeId, trackedIds }) => {
        const event = ask({ type: 'observe', lastTradeId, trackedIds });
        if (event?.type !== 'observed') throw ApplicationFailure.nonRetryable('connection refused');
        return event.observation;
      },
      fetchBar: async ({ after }) => {
        const bar = this.nextBar?.(after);
        if (bar) this.exchange.price = bar.close;
        return bar ? { bar, ageMs: 0 } : undefined;
      },
      record: async ({ records }) => {
        if (this.recordingFails) throw ApplicationFailure.nonRetryable('no space left on device');
        this.written.push(...records);
      },
      finishMinute: async ({ bar }) => {
        this.finished.push(bar);
      },
      notifyOperator: async ({ level, text }) => {
        ask({ type: 'notify', level, text });
      },
    };
  }
}

/** One trading workflow with its worker on the given environment. */
export class TradingRun {
  readonly world = new ScriptedWorld();
  handle!: WorkflowHandleWithFirstExecutionRunId<typeof tradingWorkflow>;
  private worker!: Worker;
  private running!: Promise<void>;
  private readonly environment: TestWorkflowEnvironment;
  readonly workflowId: string;
  private isLockstep = false;

  constructor(environment: TestWorkflowEnvironment, name: string) {
    this.environment = environment;
    this.workflowId = `trading-${name}`;
  }

  async start(
    input: Partial<TradingInput> = {},
    clock: TradingInput['settings']['clock'] = { kind: 'realtime' },
  ): Promise<void> {
    this.isLockstep = clock.kind === 'lockstep';
    this.worker = await Worker.create({
      connection: this.environment.nativeConnection,
      taskQueue: `${TASK_QUEUE}-${this.workflowId}`,
      workflowBundle: await workflowBundle(),
      activities: this.world.activities(),
    });
    this.running = this.worker.run();
    const { settings } = this.world.exchange.state;
    this.handle = await this.environment.client.workflow.start<typeof tradingWorkflow>('tradingWorkflow', {
      workflowId: this.workflowId,
      taskQueue: `${TASK_QUEUE}-${this.workflowId}`,
      workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
      args: [{ settings: { ...settings, clock }, ...input }],
    });
  }

  /** Sends a bar and waits until the workflow has stepped it (in lock step: until the market may go on). */
  async bar(openTime: number, close = this.world.exchange.price): Promise<void> {
    this.world.exchange.price = close;
    await this.signal('bar', { bar: barAt(openTime, close), ageMs: 0, receivedAt: openTime + MINUTE });
    const decided = (): boolean =>
      this.world.written.some((record) => record.table === 'decisions' && record.bar === openTime);
    await this.until(this.isLockstep ? () => this.world.finished.includes(openTime) : decided);
  }

  /** Signals whichever run is the current one. */
  async signal(name: string, ...input: unknown[]): Promise<void> {
    await this.environment.client.workflow.getHandle(this.workflowId).signal(name, ...input);
  }

  async query<T>(name: string): Promise<T> {
    return await this.environment.client.workflow.getHandle(this.workflowId).query<T>(name);
  }

  /** Waits, in wall time, for what the workflow does in the background. */
  async until(holds: () => boolean | Promise<boolean>, patienceMs = 20_000): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (!(await holds())) {
      if (Date.now() > deadline) throw new Error('waited in vain');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async stop(): Promise<void> {
    await this.environment.client.workflow.getHandle(this.workflowId).terminate('end of test');
    this.worker.shutdown();
    await this.running;
  }
}
