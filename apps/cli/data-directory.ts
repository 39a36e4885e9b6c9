import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { ConfigurationRefused } from '../../adapters/config/refusal.ts';

/** The market that the state of a folder belongs to. Another one would not know its position. */
export interface MarketIdentity {
  readonly market: string;
  readonly exchange: string;
  readonly symbol: string;
  /** simulated only. */
  readonly seed?: number;
  /** replay only. */
  readonly data?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Where everything of one installation's state lives. All paths absolute. */
export interface DataDirectory {
  readonly root: string;
  readonly database: string;
  readonly exchange: string;
  readonly audit: string;
  /** Names the model that was trained for this folder's market. */
  readonly trainedModel: string;
  readonly workerSettings: string;
  /** Names, pids and addresses of what runs now, for scripts; rewritten at every (re)start of a process. */
  readonly processes: string;
  /** Names the strategy run in every client order id. */
  readonly runTag: string;
  log(name: string): string;
}

/** `minutehand/<market>` in `XDG_DATA_HOME`, else in `~/.local/share`: outside the sources, one folder a market. */
export function defaultDataDirectory(market: string, exchange: string, env: NodeJS.ProcessEnv): string {
  const data = env['XDG_DATA_HOME'] || path.join(homedir(), '.local', 'share');
  return path.join(data, 'minutehand', exchange === 'paper' ? market : exchange);
}

/**
 * Makes the folder, or recognises it as that of an earlier start on the same market.
 *
 * @throws ConfigurationRefused when it can't be written or holds the state of another market.
 */
export function openDataDirectory(root: string, identity: MarketIdentity): DataDirectory {
  try {
    for (const folder of ['temporal', 'exchange', 'audit', 'logs']) {
      mkdirSync(path.join(root, folder), { recursive: true });
    }
  } catch (error) {
    throw new ConfigurationRefused(`the data folder ${root} can't be used: ${(error as Error).message}`);
  }
  return {
    root,
    database: path.join(root, 'temporal', 'temporal.db'),
    exchange: path.join(root, 'exchange'),
    audit: path.join(root, 'audit'),
    trainedModel: path.join(root, 'trained-model.json'),
    workerSettings: path.join(root, 'worker.json'),
    processes: path.join(root, 'processes.json'),
    runTag: recogniseMarket(root, identity),
    log: (name) => path.join(root, 'logs', `${name}.log`),
  };
}

function recogniseMarket(root: string, identity: MarketIdentity): string {
  const file = path.join(root, 'market.json');
  if (!existsSync(file)) {
    const runTag = newRunTag();
    writeFileSync(`${file}.new`, `${JSON.stringify({ ...identity, runTag }, undefined, 2)}\n`);
    renameSync(`${file}.new`, file);
    return runTag;
  }
  const { runTag, ...known } = JSON.parse(readFileSync(file, 'utf8')) as MarketIdentity & { runTag: string };
  if (describe(known) !== describe(identity)) {
    throw new ConfigurationRefused(
      `${root} holds the account and workflow of another market (${describe(known)}), and this start is for ` +
        `${describe(identity)}: choose another --data-dir, or start with the same options`,
    );
  }
  return runTag;
}

function describe({ market, exchange, symbol, seed, data, from, to }: MarketIdentity): string {
  return [
    `${market} ${symbol} on ${exchange}`,
    ...(seed === undefined ? [] : [`seed ${seed}`]),
    ...(data === undefined ? [] : [`data ${data}`]),
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(to === undefined ? [] : [`to ${to}`]),
  ].join(', ');
}

/** Eight letters and digits: no two installations on one account share client order ids. */
function newRunTag(): string {
  return Array.from({ length: 8 }, () => randomInt(36).toString(36)).join('');
}
