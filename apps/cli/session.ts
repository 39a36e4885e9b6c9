import { openAuditReader } from '../../adapters/audit/json-lines-reader.ts';
import { follow } from './follow.ts';
import { beginFirstMinute } from './market-hold.ts';
import { newestDecision } from './run-end.ts';
import type { SessionContext } from './session-context.ts';
import { registerServedModel } from './steps/register-model.ts';
import { startDashboard } from './steps/dashboard.ts';
import { startPipeline } from './steps/pipeline.ts';
import { chooseModel, refuseBadModel } from './steps/model.ts';
import { startExchange } from './steps/paper-exchange.ts';
import type { ExchangePlace } from './steps/paper-exchange.ts';
import { startStrategy } from './steps/strategy.ts';
import type { Strategy } from './steps/strategy.ts';
import { startTemporal } from './steps/temporal-server.ts';
import type { TemporalPlace } from './steps/temporal-server.ts';
import { startWorker } from './steps/worker.ts';
import { prepareWorkflowBundle } from './steps/workflow-bundle.ts';
import { SYMBOL } from './start-plan.ts';
import { unlessStopped } from './stop-signals.ts';
import { summarise, summaryLines } from './summary.ts';

/** The order in which everything ends: the workers finish what they do while all they need is still there. */
const STOP_ORDER = [['worker', 'pipeline'], ['dashboard'], ['exchange'], ['temporal']] as const;
/** All of it, then what is left is killed. */
const STOP_WITHIN_MS = 9_500;

/** Starts everything, follows it until it is to stop, stops it in order. @throws when a part can't start or be kept running. */
export async function runSession(context: SessionContext): Promise<void> {
  await refuseBadModel(context.plan);
  let strategy: Strategy | undefined;
  let afterBar = 0;
  try {
    const bundling = prepareWorkflowBundle(context, 'index');
    const [temporal, exchange] = await startTogether(context, startTemporal, startExchange);
    throwIfStopped(context);
    // A model is trained on the lake's gold; where nothing is to be trained, the first minute comes first.
    const trains = context.plan.pipeline && context.plan.model.kind === 'trained';
    const pipeline = trains ? await startPipeline(context, temporal, exchange) : undefined;
    const model = await chooseModel(context, exchange, pipeline);
    throwIfStopped(context);
    const audit = openAuditReader(context.directory.audit);
    afterBar = await newestDecision(audit);
    const { restUrl, hold } = exchange;
    const isLockstep = context.plan.clock.kind === 'lockstep';
    await beginFirstMinute(context.plan, restUrl, SYMBOL);
    if (isLockstep) await hold?.letPass(restUrl, afterBar);
    const [dashboard] = await Promise.all([
      startDashboard(context, temporal, exchange),
      startWorker(context, temporal, exchange, model, bundling),
    ]);
    strategy = await unlessStopped(context.signal, startStrategy(context, temporal, model));
    if (!isLockstep) await hold?.letPass(restUrl, afterBar);
    announce(context, { dashboard, temporal, exchange, workflowId: strategy.workflowId });
    const run = { audit, afterBar, restUrl };
    if (!trains) void pipelineBeside(context, temporal, exchange);
    void registerServedModel(context, model);
    await Promise.race([follow(context, strategy, run), context.processes.failure()]);
  } catch (error) {
    // Whatever was under way when everything was told to stop failed for that reason.
    if (!context.signal.aborted) throw error;
  } finally {
    context.terminal.endLive();
    await stopAll(context);
  }
  if (strategy) await report(context, afterBar);
}

/** The lakehouse's side, which trading doesn't wait for: without it the minutes go on. Never rejects. */
async function pipelineBeside(
  context: SessionContext,
  temporal: TemporalPlace,
  exchange: ExchangePlace,
): Promise<void> {
  if (!context.plan.pipeline) return;
  try {
    await startPipeline(context, temporal, exchange);
  } catch (error) {
    if (context.signal.aborted || context.processes.isClosed) return;
    context.terminal.say(`Pipeline: not running, and trading goes on without it. ${(error as Error).message}`);
  }
}

/** Both, or neither: when one fails, the other is given up, and its end awaited. @throws what failed first. */
async function startTogether<A, B>(
  context: SessionContext,
  startOne: (context: SessionContext) => Promise<A>,
  startOther: (context: SessionContext) => Promise<B>,
): Promise<[A, B]> {
  const giveUp = new AbortController();
  const shared = { ...context, signal: AbortSignal.any([context.signal, giveUp.signal]) };
  const attempts = [startOne(shared), startOther(shared)] as const;
  try {
    return await Promise.all(attempts);
  } catch (error) {
    giveUp.abort(error);
    context.processes.close();
    await Promise.allSettled(attempts);
    throw error;
  }
}

function throwIfStopped({ signal }: SessionContext): void {
  signal.throwIfAborted();
}

async function stopAll({ terminal, processes }: SessionContext): Promise<void> {
  terminal.say('Stopping: workers, dashboard, paper exchange, Temporal.');
  processes.close();
  const hurry = setTimeout(() => processes.killNow(), STOP_WITHIN_MS);
  for (const keys of STOP_ORDER) await Promise.all(keys.map((key) => processes.stop(key)));
  clearTimeout(hurry);
}

interface Places {
  readonly dashboard: string;
  readonly temporal: TemporalPlace;
  readonly exchange: ExchangePlace;
  readonly workflowId: string;
}

function announce({ plan, terminal, directory, processes }: SessionContext, places: Places): void {
  const { dashboard, temporal, exchange, workflowId } = places;
  if (plan.json) {
    printJson({
      ready: true,
      dashboard,
      webUi: temporal.webUi ?? null,
      exchange: exchange.restUrl,
      exchangeStream: exchange.wsUrl,
      temporal: temporal.address,
      namespace: temporal.namespace,
      workflowId,
      dataDir: directory.root,
      auditDir: directory.audit,
      processes: processes.current,
    });
  }
  terminal.say('');
  terminal.say(`  Dashboard        ${dashboard}`);
  terminal.say(`  Temporal Web UI  ${temporal.webUi ?? `that of the server at ${temporal.address}`}`);
  terminal.say(`  ${exchange.kind === 'paper' ? 'Paper exchange ' : 'Binance testnet'}  ${exchange.restUrl}`);
  terminal.say(`  State            ${directory.root}`);
  terminal.say('');
  if (plan.market === 'simulated') {
    terminal.say('The market is simulated, with a pattern put there to be learned: its profits mean nothing.');
  }
  terminal.say('Ctrl-C stops everything; the next start goes on from here.');
}

async function report({ plan, terminal, directory }: SessionContext, afterBar: number): Promise<void> {
  const span = { afterBar, ...(plan.minutes === undefined ? {} : { bars: plan.minutes }) };
  const summary = await summarise(openAuditReader(directory.audit), span);
  if (plan.json) printJson({ summary });
  for (const line of summaryLines(summary)) terminal.say(line);
}

/** For scripts: one line on standard output. */
function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
