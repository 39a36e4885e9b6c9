import { readCommandLine, UsageError } from './command-line.ts';
import type { PaperExchangeSettings } from './command-line.ts';
import { BINANCE_LIMITS } from './http/rate-limits.ts';
import type { ApiKey } from './http/signing.ts';
import { openMarket } from './open-market.ts';
import { DEFAULT_API_KEY, startPaperExchange } from './server.ts';
import type { PaperExchangeOptions, RunningPaperExchange } from './server.ts';

const EXIT_USAGE = 2;
const EXIT_FAILURE = 1;
/** A stop that takes longer than this is cut short: what was acknowledged is on disk already. */
const STOP_WITHIN_MS = 900;

/** `npm run paper-exchange`: one process, one account, until it is told to stop. */
async function main(): Promise<void> {
  const settings = readCommandLine(process.argv.slice(2), (text) => process.stdout.write(text));
  const apiKey = keyFromEnvironment();
  const running = await startPaperExchange(await optionsOf(settings, apiKey));
  stopWhenTold(running);
  process.stdout.write(settings.json ? readyLine(running, settings) : readyText(running, settings, apiKey));
}

async function optionsOf(settings: PaperExchangeSettings, apiKey: ApiKey): Promise<PaperExchangeOptions> {
  const markets = await openMarket(settings, (line) => process.stderr.write(`${line}\n`));
  const { speed, dataDir, port, host, deposit, seed, weightLimit, holdAfter } = settings;
  return {
    markets,
    speed,
    dataDir,
    port,
    host,
    deposit,
    apiKey,
    ...(settings.market === 'simulated' ? { seed } : {}),
    ...(holdAfter === undefined ? {} : { holdAfter }),
    ...(weightLimit === undefined ? {} : { limits: { ...BINANCE_LIMITS, weightPerMinute: weightLimit } }),
  };
}

function keyFromEnvironment(): ApiKey {
  const { MINUTEHAND_API_KEY: key, MINUTEHAND_API_SECRET: secret } = process.env;
  if (key === undefined && secret === undefined) return DEFAULT_API_KEY;
  if (!key || !secret) {
    throw new UsageError('MINUTEHAND_API_KEY and MINUTEHAND_API_SECRET belong together: set both or none', EXIT_USAGE);
  }
  return { key, secret };
}

function readyLine(running: RunningPaperExchange, settings: PaperExchangeSettings): string {
  const { market, symbols, speed, dataDir } = settings;
  const line = { ready: true, rest: running.url, ws: running.wsUrl, pid: process.pid, market, symbols, speed, dataDir };
  return `${JSON.stringify(line)}\n`;
}

function readyText(running: RunningPaperExchange, settings: PaperExchangeSettings, apiKey: ApiKey): string {
  const pace = settings.speed === 'max' ? 'lock step' : `${settings.speed}x`;
  const key =
    apiKey === DEFAULT_API_KEY
      ? `key "${apiKey.key}", secret "${apiKey.secret}" (the defaults)`
      : 'the key from the environment';
  return [
    `paper exchange: ${settings.market} market of ${settings.symbols.join(', ')}, ${pace}`,
    `  REST       ${running.url}`,
    `  WebSocket  ${running.wsUrl}`,
    `  API        ${key}`,
    `  state      ${settings.dataDir}`,
    `  status     ${running.url}/paper/v1/status`,
    ...(settings.market === 'simulated' ? ['  simulated prices: what is earned on them means nothing'] : []),
    '',
  ].join('\n');
}

/** On SIGTERM, SIGINT, or when the parent process that it talks to is gone. */
function stopWhenTold(running: RunningPaperExchange): void {
  const stop = (): void => {
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.once('disconnect', stop);
}

function fail(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof UsageError) || error.exitCode !== 0) process.stderr.write(`paper-exchange: ${message}\n`);
  process.exit(error instanceof UsageError ? error.exitCode : EXIT_FAILURE);
}

main().catch(fail);
