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
  /** Where prices or orders are at, when not at Binance's own addresses. */
  readonly at?: string;
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
  readonly pipelineSettings: string;
  /** The lakehouse. */
  readonly lake: string;
  /** Names, pids and addresses of what runs now, for scripts; rewritten at every (re)start of a process. */
  readonly processes: string;
  /** Names the strategy run in every client order id. */
  readonly runTag: string;
  log(name: string): string;
  /** The bundle of the workflows that an entry of `workflows/` exports. */
  workflowBundle(entry: string): string;
  /**
   * Notes whose state the folder holds, once there is some. Until then a start that failed (a wrong --from, a broken
   * file) leaves the folder to whatever is tried next.
   */
  keepMarket(): void;
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
  const { runTag, isNew } = recogniseMarket(root, identity);
  return {
    root,
    database: path.join(root, 'temporal', 'temporal.db'),
    exchange: path.join(root, 'exchange'),
    audit: path.join(root, 'audit'),
    trainedModel: path.join(root, 'trained-model.json'),
    workerSettings: path.join(root, 'worker.json'),
    pipelineSettings: path.join(root, 'pipeline.json'),
    lake: path.join(root, 'lake'),
    processes: path.join(root, 'processes.json'),
    runTag,
    log: (name) => path.join(root, 'logs', `${name}.log`),
    workflowBundle: (entry) => path.join(root, 'workflow-bundles', `${entry}.js`),
    keepMarket: () => {
      if (isNew) writeMarket(root, { ...identity, runTag });
    },
  };
}

/** Makes a folder level by level: where nothing can be made (`/proc`), mkdir with `recursive` never returns. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another start may have made it in this moment.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function writeMarket(root: string, market: MarketIdentity & { runTag: string }): void {
  const file = marketFile(root);
  writeFileSync(`${file}.new`, `${JSON.stringify(market, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}

function marketFile(root: string): string {
  return path.join(root, 'market.json');
}

function recogniseMarket(root: string, identity: MarketIdentity): { runTag: string; isNew: boolean } {
  const file = marketFile(root);
  if (!existsSync(file)) return { runTag: newRunTag(), isNew: true };
  const { runTag, ...known } = JSON.parse(readFileSync(file, 'utf8')) as MarketIdentity & { runTag: string };
  if (describe(known) !== describe(identity)) {
    throw new ConfigurationRefused(
      `${root} holds the account and workflow of another market (${describe(known)}), and this start is for ` +
        `${describe(identity)}: choose another --data-dir, or start with the same options`,
    );
  }
  return { runTag, isNew: false };
}

function describe({ market, exchange, symbol, seed, data, from, to, at }: MarketIdentity): string {
  return [
    `${market} ${symbol} on ${exchange}`,
    ...(seed === undefined ? [] : [`seed ${seed}`]),
    ...(data === undefined ? [] : [`data ${data}`]),
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(to === undefined ? [] : [`to ${to}`]),
    ...(at === undefined ? [] : [`at ${at}`]),
  ].join(', ');
}

/** Eight letters and digits: no two installations on one account share client order ids. */
function newRunTag(): string {
  return Array.from({ length: 8 }, () => randomInt(36).toString(36)).join('');
}
