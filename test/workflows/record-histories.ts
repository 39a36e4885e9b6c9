import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { findPresentProgram } from '../../adapters/temporal-server/find-dev-server.ts';
import { ensureSearchAttributes } from '../../adapters/temporal-server/search-attributes.ts';
import { MINUTE } from '../core/trading/scripted-exchange.ts';
import { TradingRun } from './trading-environment.ts';

/**
 * Records the histories that the replay test holds new code against, on a real dev server with a scripted exchange:
 * `node --import tsx test/workflows/record-histories.ts`. Record anew only together with a change that is meant to break
 * replay, and say in the commit how running workflows get over it (docs/architecture.md, versioning).
 */
export const HISTORIES = fileURLToPath(new URL('../histories', import.meta.url));

const SCENARIOS: Readonly<Record<string, (run: TradingRun, start: number) => Promise<void>>> = {
  'entry-stop-and-time-exit': async (run, start) => {
    await run.start();
    run.world.exchange.signal = 'BUY';
    await run.bar(start);
    run.world.exchange.signal = 'HOLD';
    run.world.exchange.trigger('stop');
    await run.signal('accountChanged', { what: 'ORDER_TRADE_UPDATE FILLED' });
    await run.bar(start + MINUTE, 59_800);
    run.world.exchange.signal = 'SELL';
    await run.bar(start + 2 * MINUTE);
    run.world.exchange.signal = 'HOLD';
    for (const minute of [3, 4, 5, 6]) await run.bar(start + minute * MINUTE, 59_700);
  },
  'commands-and-updates': async (run, start) => {
    await run.start();
    await run.bar(start);
    await run.signal('pause');
    await run.bar(start + MINUTE);
    await run.signal('resume', null);
    await run.signal('no-such-signal');
    run.world.exchange.signal = 'BUY';
    await run.bar(start + 2 * MINUTE);
    await run.handle.executeUpdate('requestFlatten', { args: [{ reason: 'recorded', by: 'test' }] });
    await run.signal('kill', { reason: 'recorded' });
    await run.bar(start + 3 * MINUTE);
  },
  'bracket-refused': async (run, start) => {
    await run.start();
    run.world.exchange.bracketFails = '-2021: Order would immediately trigger.';
    run.world.exchange.signal = 'BUY';
    await run.bar(start);
    run.world.exchange.signal = 'HOLD';
    await run.bar(start + MINUTE);
  },
  'breaker-and-gap': async (run, start) => {
    run.world.exchange.quantity = '1.000';
    await run.start();
    run.world.exchange.signal = 'BUY';
    await run.bar(start);
    await run.bar(start + MINUTE, 59_400);
    await run.bar(start + 5 * MINUTE, 59_400);
    await run.signal('resume', { override: true, reason: 'recorded' });
    await run.bar(start + 6 * MINUTE, 59_400);
  },
};

async function main(): Promise<void> {
  const program = await findPresentProgram();
  if (program?.kind !== 'program')
    throw new Error('no Temporal dev server on PATH or in the cache: npm start gets one');
  await mkdir(HISTORIES, { recursive: true });
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path: program.path } },
  });
  try {
    await ensureSearchAttributes(environment.connection, 'default');
    for (const [name, play] of Object.entries(SCENARIOS)) {
      const run = new TradingRun(environment, name);
      const start = Math.floor(Date.now() / MINUTE) * MINUTE;
      await play(run, start);
      const { stdout } = await promisify(execFile)(
        program.path,
        ['workflow', 'show', '--workflow-id', run.workflowId, '--address', environment.address, '--output', 'json'],
        { maxBuffer: 64 * 1024 * 1024 },
      );
      await run.stop();
      // Stack traces name the folder of the checkout: it is nobody's business.
      await writeFile(path.join(HISTORIES, `${name}.json`), stdout.replaceAll(`${process.cwd()}/`, ''));
      console.log(`${name}: ${(JSON.parse(stdout) as { events: unknown[] }).events.length} events`);
    }
  } finally {
    await environment.teardown();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
