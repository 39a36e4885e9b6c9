import path from 'node:path';
import { assertNotLive, checkedEndpoints } from '../../adapters/binance/endpoints.ts';
import type { Endpoints } from '../../adapters/binance/endpoints.ts';
import { readConfigurationFile } from '../../adapters/config/configuration-file.ts';
import { configurationSchema } from '../../adapters/config/configuration-schema.ts';
import type { Configuration } from '../../adapters/config/configuration-schema.ts';
import { ConfigurationRefused } from '../../adapters/config/refusal.ts';
import { stageSettings } from '../../adapters/glue/choose-runner.ts';
import type { StageSettings } from '../../adapters/glue/choose-runner.ts';
import { trainingPlace } from '../../adapters/training/choose-runner.ts';
import type { TrainingPlace } from '../../adapters/training/choose-runner.ts';
import { validate } from '../../adapters/config/validate.ts';
import { servingSettings } from '../../adapters/model/serving-settings.ts';
import type { ServingSettings } from '../../adapters/model/serving-settings.ts';
import { parseLakeLocation } from '../../adapters/lakehouse/lake-location.ts';
import type { LakeLocation } from '../../adapters/lakehouse/lakehouse.ts';
import { parseUtcDate } from '../../adapters/kline-files/date-option.ts';
import type { DriftLimits } from '../../core/model/drift/drift-limits.ts';
import type { RiskLimits } from '../../core/risk/limits.ts';
import { parseSpeed } from '../../core/time/market-clock.ts';
import type { MarketClock } from '../../core/time/market-clock.ts';
import { defaultDataDirectory } from './data-directory.ts';
import { flagOf, readCommandLine } from './options.ts';

/** The symbol that this release trades. */
export const SYMBOL = 'BTCUSDT';

export type ModelChoice =
  | { readonly kind: 'bundled' }
  | { readonly kind: 'trained' }
  | { readonly kind: 'directory'; readonly directory: string }
  | { readonly kind: 'forced'; readonly signal: 'BUY' | 'SELL' | 'HOLD' };

/** All that a start needs to know, checked: nothing in it contradicts anything else. */
export interface StartPlan {
  readonly market: Configuration['market'];
  /** replay: folder of the klines, absolute. */
  readonly data?: string;
  readonly from?: string;
  readonly to?: string;
  readonly speed: string;
  readonly clock: MarketClock;
  readonly exchange: 'paper' | 'testnet';
  readonly model: ModelChoice;
  /** What runs the model's network. */
  readonly serving: ServingSettings;
  /** Where drift of the model begins, and what it does. */
  readonly drift: DriftLimits;
  readonly limits: RiskLimits;
  readonly seed: number;
  readonly deposit: string;
  readonly dataDirectory: string;
  /** Exchange minutes after which to stop. */
  readonly minutes?: number;
  readonly json: boolean;
  /** Whether market data is recorded and made into the lakehouse's tables. */
  readonly pipeline: boolean;
  /** The lakehouse's place, when it is not in the data folder. */
  readonly lake?: LakeLocation;
  /** Where silver and gold are computed. */
  readonly etl: StageSettings;
  readonly training: TrainingPlace;
  /** Where the paper exchange hears live prices, in place of Binance's own addresses. */
  readonly marketData?: Endpoints;
  /** Where testnet orders go, in place of Binance's own addresses. */
  readonly testnet?: Endpoints;
  /** Folder of the testnet's keys, absolute; they are in the environment without it. */
  readonly secretsDirectory?: string;
  readonly ports: Configuration['ports'];
}

/**
 * Command line over configuration file over defaults.
 *
 * @throws ConfigurationRefused, HelpAsked
 */
export function planStart(args: readonly string[], env: NodeJS.ProcessEnv = process.env): StartPlan {
  const { given, configFile } = readCommandLine(args);
  const file = configFile === undefined ? {} : readConfigurationFile(configFile);
  const keyName = (key: readonly string[]) => {
    const flag = flagOf(key);
    if (flag !== undefined && isGiven(given, key)) return flag;
    return `"${key.join('.')}" in ${configFile ?? 'the configuration'}`;
  };
  const configuration = validate(configurationSchema, merged(file, given), keyName);
  refuseContradictions(configuration, env);
  return plan(configuration, env);
}

function plan(configuration: Configuration, env: NodeJS.ProcessEnv): StartPlan {
  const { market, data, from, to, minutes, exchange, rules, limits } = configuration;
  const lake = configuration.lake === undefined ? undefined : parseLakeLocation(configuration.lake);
  const speed = configuration.speed ?? (market === 'binance' ? '1' : '60');
  return {
    market,
    ...(data === undefined ? {} : { data: path.resolve(data) }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(minutes === undefined ? {} : { minutes }),
    speed,
    clock: parseSpeed(speed),
    exchange: exchange === 'live' ? refuseLive() : exchange,
    model: chooseModel(configuration),
    limits: { ...limits, rules } as RiskLimits,
    seed: configuration.seed,
    deposit: configuration.deposit,
    dataDirectory: path.resolve(configuration.dataDir ?? defaultDataDirectory(market, exchange, env)),
    json: configuration.json,
    pipeline: configuration.pipeline,
    ...(lake === undefined ? {} : { lake }),
    serving: servingSettings(configuration.serving),
    drift: configuration.drift,
    etl: stageSettings(configuration.etl, lake?.kind ?? 'folder'),
    training: trainingPlace(configuration.training, lake?.kind ?? 'folder'),
    ...chosenEndpoints(configuration),
    ...(configuration.secretsDir === undefined ? {} : { secretsDirectory: path.resolve(configuration.secretsDir) }),
    ports: configuration.ports,
  };
}

function chooseModel({ model, train, market, serving }: Configuration): ModelChoice {
  const forced = /^forced:(BUY|SELL|HOLD)$/.exec(model ?? '');
  if (forced && serving.kind !== 'in-process') {
    throw new ConfigurationRefused(
      `--model is "${model}", which asks no network: it needs "serving.kind": "in-process", not ${serving.kind}`,
    );
  }
  if (forced) return { kind: 'forced', signal: forced[1] as 'BUY' | 'SELL' | 'HOLD' };
  if (model?.startsWith('forced:')) {
    throw new ConfigurationRefused(
      `--model is "${model}", and must be forced:BUY, forced:SELL, forced:HOLD or a folder`,
    );
  }
  if (model !== undefined) return { kind: 'directory', directory: path.resolve(model) };
  return { kind: market === 'simulated' && !train ? 'bundled' : 'trained' };
}

function chosenEndpoints({ endpoints = {}, exchange, market }: Configuration): Partial<StartPlan> {
  const { marketData, testnet } = endpoints;
  if (marketData && (market !== 'binance' || exchange !== 'paper')) {
    throw new ConfigurationRefused(
      '"endpoints.marketData" says where live prices come from: it is for --market binance on paper',
    );
  }
  if (testnet && exchange !== 'testnet') {
    throw new ConfigurationRefused('"endpoints.testnet" says where testnet orders go: it is for --exchange testnet');
  }
  try {
    if (testnet) assertNotLive(testnet);
    return {
      ...(marketData ? { marketData: checkedEndpoints(marketData) } : {}),
      ...(testnet ? { testnet: checkedEndpoints(testnet) } : {}),
    };
  } catch (error) {
    throw new ConfigurationRefused(
      `"endpoints.${testnet ? 'testnet' : 'marketData'}" can't be used: ${(error as Error).message}`,
    );
  }
}

function refuseLive(): never {
  throw new ConfigurationRefused(
    '--exchange live is refused: the paper gate is not open, so no real money is traded yet; use --exchange paper or testnet',
  );
}

/** What is right key by key and wrong together. */
function refuseContradictions(configuration: Configuration, env: NodeJS.ProcessEnv): void {
  const { market, exchange, data, from, to, speed, model, train } = configuration;
  const refuse = (sentence: string): never => {
    throw new ConfigurationRefused(sentence);
  };
  if (exchange === 'live') refuseLive();
  if (market === 'replay' && data === undefined)
    refuse('--market replay needs --data DIR, the folder of recorded klines');
  if (market !== 'replay' && (data ?? from ?? to) !== undefined) {
    refuse(
      `--data, --from and --to choose recorded klines; with --market ${market} they mean nothing: add --market replay`,
    );
  }
  if (from !== undefined && to !== undefined && parseUtcDate(from, '--from') >= parseUtcDate(to, '--to')) {
    refuse(`--from ${from} is not before --to ${to}`);
  }
  if (market === 'binance' && speed !== undefined && speed !== '1') {
    refuse(`--speed ${speed} is impossible with --market binance: live data come at speed 1`);
  }
  if (model !== undefined && train) refuse('--model names a model and --train makes one: give one of them');
  if (configuration.secretsDir !== undefined && exchange !== 'testnet') {
    refuse('--secrets-dir holds the keys of --exchange testnet; the paper exchange makes its own');
  }
  if (exchange === 'testnet') {
    if (market !== 'binance') refuse("--exchange testnet trades at Binance's prices: add --market binance");
    const missing =
      configuration.secretsDir !== undefined
        ? []
        : ['MINUTEHAND_API_KEY', 'MINUTEHAND_API_SECRET'].filter((name) => !env[name]);
    if (missing.length > 0) {
      refuse(
        `--exchange testnet needs ${missing.join(' and ')} in the environment, or --secrets-dir: make a key at https://demo.binance.com`,
      );
    }
  }
}

function isGiven(given: Record<string, unknown>, key: readonly string[]): boolean {
  return (
    key.reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], given) !== undefined
  );
}

/** Objects key by key, everything else whole; `over` wins. */
function merged(under: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const result = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isObject(below) && isObject(value) ? merged(below, value) : value;
  }
  return result;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
