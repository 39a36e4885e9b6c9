import { Command, CommanderError, Option } from 'commander';
import { ConfigurationRefused } from '../../adapters/config/refusal.ts';

/** What stands on the command line: configuration as nested raw values, and the file to read the rest from. */
export interface CommandLine {
  readonly given: Record<string, unknown>;
  readonly configFile?: string;
}

/** `--help` or `--version` was asked for: the text is for standard output. */
export class HelpAsked extends Error {
  override name = 'HelpAsked';
}

/** Flag → path of its key in the configuration. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  market: ['market'],
  data: ['data'],
  from: ['from'],
  to: ['to'],
  speed: ['speed'],
  exchange: ['exchange'],
  model: ['model'],
  train: ['train'],
  rules: ['rules'],
  seed: ['seed'],
  deposit: ['deposit'],
  dataDir: ['dataDir'],
  secretsDir: ['secretsDir'],
  minutes: ['minutes'],
  json: ['json'],
  pipeline: ['pipeline'],
  lake: ['lake'],
  etlStages: ['etl', 'stages'],
  glueJob: ['etl', 'job'],
  portDashboard: ['ports', 'dashboard'],
  portTemporal: ['ports', 'temporal'],
  portWebUi: ['ports', 'webUi'],
  portExchange: ['ports', 'exchange'],
};

/** Keys whose values are numbers; anything else is left as written, for the schema to refuse. */
const NUMERIC = new Set(['seed', 'minutes', 'portDashboard', 'portTemporal', 'portWebUi', 'portExchange']);

function program(): Command {
  return new Command('npm start --')
    .description(
      'Starts Minutehand: a Temporal server with its Web UI, a paper exchange, the trading worker and workflow, and a\n' +
        'dashboard. Ctrl-C stops all of it; a second start goes on with the same account, position and workflow.\n' +
        'Profits on the simulated market mean nothing: its pattern was put there to be learned.',
    )
    .addOption(
      new Option(
        '--market <kind>',
        'simulated: from a seed; replay: recorded klines; binance: live public data',
      ).default('simulated'),
    )
    .option('--data <dir>', 'replay: folder of Binance Vision klines, BTCUSDT-1m-*.csv or .csv.gz')
    .option(
      '--from <date>',
      'replay: first minute, like 2022-05-09 or 2022-05-09T12:30, UTC (default: half of the recording is history, at most 30 days)',
    )
    .option('--to <date>', 'replay: end, not included')
    .option(
      '--speed <speed>',
      'exchange minutes per minute, like 1 or 60; max: lock step, each minute as soon as the last is done (default: 60; 1 on binance)',
    )
    .addOption(
      new Option(
        '--exchange <kind>',
        "where orders go. paper; testnet: Binance's, keys from MINUTEHAND_API_KEY and MINUTEHAND_API_SECRET in the environment or --secrets-dir; live: refused until the paper gate opens it",
      ).default('paper'),
    )
    .option(
      '--model <model>',
      'folder of a model bundle; or forced:BUY, forced:SELL, forced:HOLD (default: the bundled one on the simulated market, else trained)',
    )
    .option('--train', "train a model on the market's last month first, and keep it for the next start")
    .addOption(
      new Option('--rules <rules>', 'gated: entries must beat their cost; seed: cost gate and stop floor off').default(
        'gated',
      ),
    )
    .option('--seed <number>', 'seed of the simulated market (default: 1)')
    .option('--deposit <usdt>', 'first deposit into the paper account (default: 10000)')
    .option(
      '--secrets-dir <dir>',
      'testnet: folder of the files MINUTEHAND_API_KEY and MINUTEHAND_API_SECRET, readable by you alone (mode 600)',
    )
    .option('--data-dir <dir>', 'folder of all state (default: minutehand/<market> in XDG_DATA_HOME or ~/.local/share)')
    .option(
      '--config <file>',
      "JSON file with any of these keys in camelCase, ports {dashboard, temporal, webUi, exchange}, limits {…}, and endpoints {marketData, testnet} with restUrl and wsUrl each, in place of Binance's own addresses",
    )
    .option('--minutes <number>', 'stop by itself after that many exchange minutes, with a summary')
    .option(
      '--json',
      'for scripts: one line of JSON when ready, one with the summary at the end; the rest goes to stderr',
    )
    .option(
      '--lake <place>',
      "the lakehouse: a folder, or s3://bucket/prefix with the AWS SDK's own credentials (default: lake in the data folder)",
    )
    .option(
      '--etl-stages <where>',
      'where silver and gold are computed. local: in the pipeline worker; spark-submit: Spark as a process here; glue: the job of --glue-job in AWS (default: local)',
    )
    .option('--glue-job <name>', "glue: name of the job, with the AWS SDK's own region and credentials")
    .option('--no-pipeline', 'trade only: no recording of market data, no daily ETL, no lakehouse')
    .option('--port-dashboard <port>', 'dashboard (default: 8080, or a free one)')
    .option('--port-temporal <port>', 'Temporal server (default: 7233, or a free one)')
    .option('--port-web-ui <port>', 'Temporal Web UI (default: 8233, or a free one)')
    .option('--port-exchange <port>', 'paper exchange (default: 8400, or a free one)')
    .helpOption('-h, --help', 'show this text')
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments(false);
}

const EXAMPLES = `
Examples:
  npm start                                       the simulated market at 60 minutes a minute
  npm start -- --speed max --minutes 600          ten exchange hours as fast as they can be decided
  npm start -- --market replay --data DIR --from 2022-05-09 --to 2022-05-13
  npm start -- --market replay --data DIR --model forced:BUY --rules seed
  npm start -- --market binance                   live prices, paper execution
  npm start -- --train                            train on the simulated market first (needs Python 3.9 to 3.12)
  npm start -- --config minutehand.json --json

Temporal is found as TEMPORAL_ADDRESS, as "temporal" on PATH or in the cache (MINUTEHAND_CACHE, or ~/.cache/minutehand);
else it is obtained once, by download or with Go.

While it runs:
  temporal workflow signal --workflow-id trading-BTCUSDT --name pause      and likewise resume, flatten, kill

Every key with its default and bounds: docs/reference/configuration.md; every command: docs/operate/signals.md
`;

/**
 * Reads the command line. Values are raw: the configuration's schema judges them.
 *
 * @throws HelpAsked with the text to print.
 * @throws ConfigurationRefused for an unknown option, a missing value or a stray word.
 */
export function readCommandLine(args: readonly string[]): CommandLine {
  let printed = '';
  const command = program()
    .exitOverride()
    .configureOutput({ writeOut: (text) => (printed += text), writeErr: () => {}, getOutHelpWidth: () => 120 });
  try {
    command.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) throw new HelpAsked(printed);
    throw new ConfigurationRefused(sentence(error, command.args));
  }
  const { config, ...options } = command.opts<Record<string, unknown>>();
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    if (command.getOptionValueSource(name) !== 'cli') continue;
    place(given, KEYS[name] ?? [name], NUMERIC.has(name) ? numberOrText(String(value)) : value);
  }
  return typeof config === 'string' ? { given, configFile: config } : { given };
}

/** The flag that sets a key, e.g. `--port-web-ui` for ports.webUi; undefined when only a file can set it. */
export function flagOf(path: readonly string[]): string | undefined {
  const name = Object.keys(KEYS).find((candidate) => KEYS[candidate]?.join('.') === path.join('.'));
  const prefix = name === 'pipeline' ? '--no-' : '--';
  return name === undefined ? undefined : `${prefix}${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function place(target: Record<string, unknown>, [key, ...rest]: readonly string[], value: unknown): void {
  if (key === undefined) return;
  if (rest.length === 0) target[key] = value;
  else place((target[key] ??= {}) as Record<string, unknown>, rest, value);
}

function numberOrText(text: string): number | string {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** Commander's message as one sentence: no "error: ", no line of its own for the suggestion. */
function sentence(error: CommanderError, words: readonly string[]): string {
  const stray = error.code === 'commander.excessArguments' ? `"${words[0]}" is no option` : undefined;
  const message = error.message.replace(/^error: /, '').replace(/\n\(?(Did you mean [^)]*)\)?/, '; $1');
  return `${stray ?? message}; --help explains every option`;
}
