import { homedir } from 'node:os';
import { join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { parseUtcDate } from '../../adapters/kline-files/date-option.ts';
import { parseSpeed } from '../../core/time/market-clock.ts';

/** What `npm run paper-exchange` was told, checked. Times are epoch ms. */
export interface PaperExchangeSettings {
  readonly port: number;
  readonly host: string;
  readonly market: 'simulated' | 'replay' | 'binance';
  readonly symbols: readonly string[];
  readonly speed: number | 'max';
  readonly seed: number;
  readonly data: string | undefined;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly dataDir: string;
  readonly deposit: string;
  readonly feeMaker: string | undefined;
  readonly feeTaker: string | undefined;
  readonly restUrl: string | undefined;
  readonly wsUrl: string | undefined;
  readonly weightLimit: number | undefined;
  readonly holdAfter: number | undefined;
  readonly json: boolean;
}

/** Arguments that can't be used; the message is the sentence to print. */
export class UsageError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.name = 'UsageError';
    this.exitCode = exitCode;
  }
}

interface RawOptions {
  port: number;
  host: string;
  market: PaperExchangeSettings['market'];
  symbol: string[];
  speed: number | 'max';
  seed: number;
  data?: string;
  from?: number;
  to?: number;
  dataDir: string;
  deposit: string;
  feeMaker?: string;
  feeTaker?: string;
  restUrl?: string;
  wsUrl?: string;
  weightLimit?: number;
  holdAfter?: number;
  json: boolean;
}

/**
 * Reads the arguments after the script's name; `write` gets the help text. Throws `UsageError`: exit code 0 for --help,
 * 2 for an option that can't be used.
 */
export function readCommandLine(args: readonly string[], write: (text: string) => void): PaperExchangeSettings {
  const command = describe().configureOutput({ writeOut: write, writeErr: () => undefined });
  try {
    command.parse([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new UsageError(error.message.replace(/^error: /, ''), error.exitCode === 0 ? 0 : 2);
  }
  return checked(command.opts<RawOptions>());
}

function describe(): Command {
  return new Command('paper-exchange')
    .description(
      "A paper exchange that speaks Binance USD-M Futures' protocol: any client works with its base URL changed. " +
        'Its API key is MINUTEHAND_API_KEY and MINUTEHAND_API_SECRET from the environment, "paper" and "paper-secret" if they are not set.',
    )
    .option('--port <number>', 'port of REST and WebSocket; 0 takes a free one', wholeNumber(0, 65_535), 8400)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(
      new Option('--market <kind>', 'simulated: made from a seed; replay: recorded klines; binance: live public data')
        .choices(['simulated', 'replay', 'binance'])
        .default('simulated'),
    )
    .option('--symbol <names>', 'symbol, or several with commas (simulated market only)', symbolList, ['BTCUSDT'])
    .option(
      '--speed <speed>',
      'market seconds a wall second (1 to 1000), or "max": lock step with the strategy',
      speed,
      1,
    )
    .option('--seed <number>', 'seed of the simulated market', wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--data <path>', 'replay: a Binance Vision klines file (CSV, CSV.gz), or a folder of them')
    .option('--from <date>', 'replay: first minute, e.g. 2022-05-09 or 2022-05-09T12:00Z', date)
    .option('--to <date>', 'replay: end, that minute not included', date)
    .option(
      '--data-dir <folder>',
      'folder of the account’s state: goes on where it stopped',
      join(process.env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'minutehand', 'paper-exchange'),
    )
    .option('--deposit <amount>', 'USDT booked when the folder is new', amount, '10000')
    .option('--fee-maker <rate>', 'maker fee as a fraction (default: 0.0002)', rate)
    .option('--fee-taker <rate>', 'taker fee as a fraction (default: 0.0005)', rate)
    .option('--rest-url <url>', 'binance: another root for REST, together with --ws-url')
    .option('--ws-url <url>', 'binance: another root for WebSocket, together with --rest-url')
    .option(
      '--weight-limit <number>',
      'request weight a wall minute (default: 2400, more above speed 60, none in lock step)',
      wholeNumber(1, 1_000_000_000),
    )
    .option(
      '--hold-after <minute>',
      'stand still after the minute that opens then (epoch ms), or at once when it is over, until POST /paper/v1/hold names another',
      wholeNumber(0, Number.MAX_SAFE_INTEGER),
    )
    .option('--json', 'print one line of JSON when ready', false)
    .helpOption('--help', 'explain every option')
    .allowExcessArguments(false)
    .exitOverride();
}

function checked(options: RawOptions): PaperExchangeSettings {
  if (options.market === 'replay' && options.data === undefined) {
    throw new UsageError('--market replay needs --data: a klines file or a folder of them', 2);
  }
  if (options.market !== 'replay') {
    for (const name of ['data', 'from', 'to'] as const) {
      if (options[name] !== undefined) throw new UsageError(`--${name} is for --market replay only`, 2);
    }
  }
  if (options.market !== 'simulated' && options.symbol.length > 1) {
    throw new UsageError(`--market ${options.market} has one symbol, not ${options.symbol.length}`, 2);
  }
  if (options.market === 'binance' && options.speed !== 1) {
    throw new UsageError('--market binance runs in real time: leave --speed at 1', 2);
  }
  if (options.market === 'binance' && options.holdAfter !== undefined) {
    throw new UsageError('--hold-after is impossible with --market binance: a live market cannot be held', 2);
  }
  if ((options.restUrl === undefined) !== (options.wsUrl === undefined)) {
    throw new UsageError('--rest-url and --ws-url belong together: give both or none', 2);
  }
  const { from, to } = options;
  if (from !== undefined && to !== undefined && to <= from) throw new UsageError('--to must be after --from', 2);
  return {
    port: options.port,
    host: options.host,
    market: options.market,
    symbols: options.symbol,
    speed: options.speed,
    seed: options.seed,
    data: options.data,
    from,
    to,
    dataDir: options.dataDir,
    deposit: options.deposit,
    feeMaker: options.feeMaker,
    feeTaker: options.feeTaker,
    restUrl: options.restUrl,
    wsUrl: options.wsUrl,
    weightLimit: options.weightLimit,
    holdAfter: options.holdAfter,
    json: options.json,
  };
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

function speed(text: string): number | 'max' {
  try {
    const clock = parseSpeed(text);
    if (clock.kind === 'lockstep') return 'max';
    return clock.kind === 'realtime' ? 1 : clock.speed;
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}

function date(text: string): number {
  try {
    return parseUtcDate(text, 'date');
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}

function amount(text: string): string {
  if (/^\d{1,12}(\.\d{1,8})?$/.test(text) && Number(text) > 0) return text;
  throw new InvalidArgumentError('It must be an amount above 0 with at most 8 decimals.');
}

function rate(text: string): string {
  if (/^0(\.\d{1,8})?$/.test(text) && Number(text) < 0.1) return text;
  throw new InvalidArgumentError('It must be a fraction below 0.1, e.g. 0.0005 for 0.05 %.');
}

function symbolList(text: string): string[] {
  const symbols = text.split(',').map((symbol) => symbol.trim());
  const valid = symbols.every((symbol) => /^[A-Z0-9]{2,20}USDT$/.test(symbol));
  if (valid && new Set(symbols).size === symbols.length) return symbols;
  throw new InvalidArgumentError('It must be a USDT perpetual such as BTCUSDT, or several, each once.');
}
