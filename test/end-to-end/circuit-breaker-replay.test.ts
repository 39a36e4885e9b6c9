import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { DEFAULT_RISK_LIMITS } from '../../core/risk/limits.ts';
import type { RiskLimits } from '../../core/risk/limits.ts';
import type { TradingStatus } from '../../workflows/messages.ts';
import { assertBacktestAgrees } from './backtest-agreement.ts';
import { CliRun, recordedKlines } from './cli-run.ts';
import type { Ready } from './cli-run.ts';

const HOUR = 3_600_000;

/** The seed's plain rules, alone: its losing streak must reach the breaker, not a protection. */
const NO_PROTECTIONS = {
  limits: { protections: { cooldownMinutes: 0, stopLossGuard: { stops: 0 }, lowEdge: { trades: 0 } } },
};

const PLAIN_RULES: RiskLimits = {
  ...DEFAULT_RISK_LIMITS,
  rules: 'seed',
  protections: {
    cooldownMinutes: 0,
    stopLossGuard: { ...DEFAULT_RISK_LIMITS.protections.stopLossGuard, stops: 0 },
    lowEdge: { ...DEFAULT_RISK_LIMITS.protections.lowEdge, trades: 0 },
  },
};

describe('the fall of May 2022, forced to BUY under the plain rules', function () {
  this.timeout(420_000);
  let run: CliRun;
  let data: string;
  let ready: Ready;
  let timers: string[] = [];
  let halted: TradingStatus | undefined;

  before(async function () {
    data = recordedKlines(this);
    run = await CliRun.inNewFolder();
    const config = path.join(run.directory, 'plain-rules.json');
    await writeFile(config, JSON.stringify(NO_PROTECTIONS));
    ready = await run.start([
      ...['--market', 'replay', '--data', data, '--from', '2022-05-09', '--to', '2022-05-11', '--speed', 'max'],
      ...['--model', 'forced:BUY', '--rules', 'seed', '--config', config, '--minutes', '1900'],
    ]);
    ({ halted, timers } = await watchForTheHalt(ready));
    assert.equal(await run.end(), 0, run.output.join('\n'));
  });
  after(async () => {
    await run?.remove();
  });

  it('halts when equity is 5 % below 00:00 UTC, not before, with the 24 h timer in the history', () => {
    assert.ok(halted, 'it never halted');
    assert.match(halted.mode.why, /below .* at 00:00 UTC/);
    assert.ok(timers.includes('86400s'), `timers in the history: ${timers.join(', ')}`);
  });

  it('closes the position at the halt, and enters nothing for 24 exchange hours', async () => {
    const decisions = await run.table('decisions');
    const first = decisions.findIndex((decision) => decision.refusals.some((refusal) => refusal.code === 'HALTED'));
    const last = decisions.findLastIndex((decision) => decision.refusals.some((refusal) => refusal.code === 'HALTED'));
    assert.ok(first > 0);
    const during = decisions.slice(first, last + 1);
    assert.deepEqual([...new Set(during.map((decision) => decision.action))], ['refuse']);
    const length = decisions[last]!.bar - decisions[first]!.bar;
    assert.ok(length <= 24 * HOUR && length >= 24 * HOUR - 3 * 60_000, `${length / HOUR} h`);
    const before = (await run.table('equity')).filter((row) => row.bar < decisions[first]!.bar);
    assert.ok(
      before.slice(0, -1).every((row) => row.drawdown < 0.05),
      'an earlier fall of 5 % did not halt it',
    );
    const trades = await run.table('trades');
    const halt = decisions[first]!.bar;
    // By the breaker, or by the exit that took equity below the limit.
    assert.ok(trades.some((trade) => trade.closedBar <= halt && trade.closedBar >= halt - 60_000));
    assert.ok(!trades.some((trade) => trade.openedBar < halt && trade.closedBar > halt));
  });

  it('keeps every position under a stop until it is closed', async () => {
    const orders = await run.table('orders');
    const entries = orders.filter((order) => order.purpose === 'entry' && order.status === 'FILLED');
    const stops = orders.filter((order) => order.purpose === 'stop' && order.status === 'NEW');
    assert.ok(entries.length > 10);
    assert.equal(stops.length, entries.length);
  });

  it('decides, trades and ends every minute with the same equity as the backtest, to the last digit', async () => {
    await assertBacktestAgrees(run.directory, {
      data,
      from: Date.UTC(2022, 4, 9),
      to: Date.UTC(2022, 4, 11),
      limits: PLAIN_RULES,
    });
  });

  it('trades again by itself 24 exchange hours later', async () => {
    const modes = (await run.table('events')).filter((event) => event.kind === 'mode').map((event) => event.mode);
    assert.deepEqual(modes.slice(0, 2), ['halted', 'running']);
    const decisions = await run.table('decisions');
    const last = decisions.findLastIndex((decision) => decision.refusals.some((refusal) => refusal.code === 'HALTED'));
    assert.ok(decisions.slice(last + 1).some((decision) => decision.action === 'enter'));
  });
});

/** Asks the running workflow until it is halted, and reads the timers of its history then. */
async function watchForTheHalt(ready: Ready): Promise<{ halted: TradingStatus | undefined; timers: string[] }> {
  const connection = await Connection.connect({ address: ready.temporal });
  try {
    const client = new Client({ connection });
    const handle = client.workflow.getHandle(ready.workflowId);
    const deadline = Date.now() + 300_000;
    while (Date.now() < deadline) {
      const status = await handle.query<TradingStatus>('status').catch(() => undefined);
      if (status?.mode.mode === 'halted') {
        return { halted: status, timers: await timersOf(client, ready.workflowId) };
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    return { halted: undefined, timers: [] };
  } finally {
    await connection.close();
  }
}

/** Timers in the history, and in those of the runs that it goes on from: on a busy machine the halt's run may have ended. */
async function timersOf(client: Client, workflowId: string): Promise<string[]> {
  const timers = new Set<string>();
  let runId: string | null | undefined;
  for (let run = 0; run < 10; run += 1) {
    const { events } = await client.workflow.getHandle(workflowId, runId ?? undefined).fetchHistory();
    for (const event of events ?? []) {
      const timeout = event.timerStartedEventAttributes?.startToFireTimeout;
      if (timeout) timers.add(`${String(timeout.seconds)}s`);
    }
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
    if (!runId) break;
  }
  return [...timers];
}
