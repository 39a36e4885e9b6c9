/** `npm start`: everything, in one command. */
import { ConfigurationRefused } from '../../adapters/config/refusal.ts';
import { makeFolder, openDataDirectory } from './data-directory.ts';
import type { DataDirectory, MarketIdentity } from './data-directory.ts';
import { lockDataDirectory } from './data-lock.ts';
import { takeExchangeKeys } from './exchange-keys.ts';
import type { ExchangeKeys } from './exchange-keys.ts';
import { HelpAsked } from './options.ts';
import { Ports } from './ports.ts';
import { ProcessTable } from './session-context.ts';
import { planStart, SYMBOL } from './start-plan.ts';
import type { StartPlan } from './start-plan.ts';
import { listenForStop } from './stop-signals.ts';
import { openTerminal } from './terminal.ts';

const BAD_USAGE = 2;
const KILLED = 130;

async function main(): Promise<number> {
  const plan = planStart(process.argv.slice(2));
  const keys = await takeExchangeKeys(plan, process.env);
  const [directory, unlock] = takeDataDirectory(plan);
  try {
    return await start(plan, directory, keys);
  } finally {
    unlock();
  }
}

async function start(plan: StartPlan, directory: DataDirectory, keys: ExchangeKeys | undefined): Promise<number> {
  const terminal = openTerminal(plan.json ? process.stderr : process.stdout);
  const signal = listenForStop(
    () => {
      terminal.endLive();
      terminal.say('Asked to stop. Once more ends everything at once.');
    },
    () => {
      processes.killNow();
      process.exit(KILLED);
    },
  );
  const processes = new ProcessTable(directory.processes, terminal, signal);
  process.on('exit', () => processes.killNow());
  // Loaded only now: a refused option should not wait for the Temporal client.
  const { runSession } = await import('./session.ts');
  const ports = await Ports.choose(plan.ports);
  await runSession({ plan, directory, terminal, signal, processes, ports, ...(keys ? { exchangeKeys: keys } : {}) });
  return 0;
}

function takeDataDirectory(plan: StartPlan): [DataDirectory, () => void] {
  const { dataDirectory } = plan;
  try {
    makeFolder(dataDirectory);
  } catch (error) {
    throw new ConfigurationRefused(`the data folder ${dataDirectory} can't be made: ${(error as Error).message}`);
  }
  const unlock = lockDataDirectory(dataDirectory);
  try {
    return [openDataDirectory(dataDirectory, identityOf(plan)), unlock];
  } catch (error) {
    unlock();
    throw error;
  }
}

function identityOf({ market, exchange, seed, data, from, to, marketData, testnet }: StartPlan): MarketIdentity {
  const at = (testnet ?? marketData)?.restUrl;
  return {
    market,
    exchange,
    symbol: SYMBOL,
    ...(market === 'simulated' ? { seed } : {}),
    ...(data === undefined ? {} : { data }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(at === undefined ? {} : { at }),
  };
}

function fail(error: unknown): number {
  if (error instanceof HelpAsked) {
    process.stdout.write(error.message);
    return 0;
  }
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return error instanceof ConfigurationRefused ? BAD_USAGE : 1;
}

process.exit(await main().catch(fail));
