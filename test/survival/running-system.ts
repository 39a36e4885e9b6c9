import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { openAuditReader } from '../../adapters/audit/json-lines-reader.ts';
import { tableFile } from '../../adapters/audit/tables.ts';
import { PaperMarketControl } from '../../adapters/paper-market/control.ts';
import { freePort } from '../../adapters/temporal-server/free-port.ts';
import { isAlive } from '../../adapters/temporal-server/leftover.ts';
import { pauseUpdate, statusQuery } from '../../workflows/messages.ts';
import type { TradingStatus } from '../../workflows/messages.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');

/** Market seconds a wall second: an exchange minute a second. */
export const SPEED = 60;
export const MARKET_SEED = 1;
export const DEPOSIT = '100000';

/** Trades in nearly every minute: near stops and targets, nothing that locks entries, too small to trip the breaker. */
const LIMITS = {
  maxLossAtStop: 0.0001,
  stopAtr: 0.7,
  targetMultiple: 1,
  minConfidence: 0,
  // Ten minutes are ten seconds at this speed: a bar that is decided anew after a death may still be traded.
  maxBarAgeMs: 600_000,
  maxBookAgeMs: 600_000,
  protections: { cooldownMinutes: 0, stopLossGuard: { stops: 0 }, lowEdge: { trades: 0 } },
};

export type Part = 'worker' | 'temporal' | 'exchange' | 'dashboard';
/** As the session's own lines name them. */
const SPOKEN: Readonly<Record<Part, string>> = {
  worker: 'worker',
  temporal: 'Temporal server',
  exchange: 'paper exchange',
  dashboard: 'dashboard',
};

interface Announcement {
  readonly exchange: string;
  readonly temporal: string;
  readonly namespace: string;
  readonly workflowId: string;
  readonly auditDir: string;
  readonly dataDir: string;
}

interface Line {
  readonly text: string;
  readonly at: number;
}

/** The whole system as `npm start` brings it up, in a folder of its own, trading at 60x with a model forced to BUY. */
export class RunningSystem {
  readonly directory: string;
  readonly places: Announcement;
  private readonly child: ChildProcess;
  private readonly said: Line[];
  private connection: Connection | undefined;

  private constructor(directory: string, child: ChildProcess, said: Line[], places: Announcement) {
    this.directory = directory;
    this.child = child;
    this.said = said;
    this.places = places;
  }

  /** @throws Error with what the session said, when it isn't ready within two minutes. */
  static async start(): Promise<RunningSystem> {
    const directory = mkdtempSync(path.join(tmpdir(), 'minutehand-survival-'));
    const config = path.join(directory, 'config.json');
    const ports = {
      dashboard: await freePort(),
      temporal: await freePort(),
      webUi: await freePort(),
      exchange: await freePort(),
    };
    writeFileSync(config, JSON.stringify({ limits: LIMITS, ports }));
    const options = ['--json', '--data-dir', path.join(directory, 'data'), '--config', config];
    const market = ['--speed', String(SPEED), '--seed', String(MARKET_SEED), '--deposit', DEPOSIT];
    const { TEMPORAL_ADDRESS: _ours, ...env } = process.env;
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'apps/cli/start.ts', ...options, ...market, '--model', 'forced:BUY', '--rules', 'seed'],
      { cwd: PROJECT, env, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const said: Line[] = [];
    createInterface({ input: child.stderr }).on('line', (text) => said.push({ text, at: Date.now() }));
    try {
      return new RunningSystem(directory, child, said, await announcement(child, said));
    } catch (error) {
      child.kill('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
      throw error;
    }
  }

  get workerSettingsFile(): string {
    return path.join(this.places.dataDir, 'worker.json');
  }

  get exchangeDirectory(): string {
    return path.join(this.places.dataDir, 'exchange');
  }

  /** Everything that the session has told a person. */
  get transcript(): string {
    return this.said.map(({ text }) => text).join('\n');
  }

  /** Kills one part as the kernel would: no signal handler, no goodbye. Returns the wall time. */
  kill(part: Part): number {
    const pid = this.pids()[part];
    if (pid === undefined) throw new Error(`there is no process of the ${part} in processes.json`);
    process.kill(pid, 'SIGKILL');
    return Date.now();
  }

  /** Resolves within milliseconds of the next decision that is written to the audit. */
  async nextDecision(): Promise<void> {
    const file = tableFile(this.places.auditDir, 'decisions');
    const { size } = statSync(file);
    await this.until(() => statSync(file).size > size, 'a decision', 1);
  }

  /** Waits until the session says that a part is back after `since` (wall). Returns the wall time at which it said so. */
  async backAfter(part: Part, since: number): Promise<number> {
    const sentence = `The ${SPOKEN[part]} is back.`;
    let found: Line | undefined;
    await this.until(() => {
      found = this.said.find(({ text, at }) => at > since && text.includes(sentence));
      return found !== undefined;
    }, sentence);
    return found!.at;
  }

  /** Market time at a wall time that has just passed; at most a request's duration too early, never too late. */
  async marketTimeAt(wall: number): Promise<number> {
    const { marketTime } = await new PaperMarketControl(this.places.exchange).status();
    return marketTime - (Date.now() - wall) * SPEED;
  }

  /** Waits until an entry that was decided after `bar` has been filled and recorded. Returns the wall time of the record. */
  async tradesAfter(bar: number): Promise<number> {
    const audit = openAuditReader(this.places.auditDir);
    let writtenAt = 0;
    await this.until(
      async () => {
        const orders = await audit.latest('orders', 20);
        const entry = orders.find((order) => order.purpose === 'entry' && order.status === 'FILLED' && order.bar > bar);
        writtenAt = entry?.writtenAt ?? 0;
        return entry !== undefined;
      },
      `an entry after the bar ${new Date(bar).toISOString()}`,
    );
    return writtenAt;
  }

  /** Pauses entries, and waits until the strategy believes to be flat with everything written. */
  async pauseUntilFlat(): Promise<TradingStatus> {
    const handle = (await this.client()).workflow.getHandle(this.places.workflowId);
    await handle.executeUpdate(pauseUpdate, { args: [{ reason: 'the end of the test' }] });
    let status: TradingStatus | undefined;
    await this.until(async () => {
      status = await handle.query(statusQuery);
      return status.position === undefined && status.unwritten === 0;
    }, 'a flat strategy');
    return status!;
  }

  /** Ctrl-C. Resolves with the exit code, and the pids of what it should have ended and has not. */
  async stop(): Promise<{ exitCode: number | null; left: number[] }> {
    await this.connection?.close();
    const pids = Object.values(this.pids());
    const ended = exitCode(this.child);
    this.child.kill('SIGINT');
    return { exitCode: await ended, left: pids.filter(isAlive) };
  }

  /** Whatever happened: no process and no file stays. */
  async remove(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = exitCode(this.child);
      this.child.kill('SIGINT');
      const insist = setTimeout(() => this.child.kill('SIGINT'), 12_000);
      await ended;
      clearTimeout(insist);
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async client(): Promise<Client> {
    this.connection ??= await Connection.connect({ address: this.places.temporal });
    return new Client({ connection: this.connection, namespace: this.places.namespace });
  }

  private pids(): Partial<Record<Part, number>> {
    return JSON.parse(readFileSync(path.join(this.places.dataDir, 'processes.json'), 'utf8')) as Partial<
      Record<Part, number>
    >;
  }

  private async until(holds: () => boolean | Promise<boolean>, what: string, everyMs = 20): Promise<void> {
    const withinMs = 60_000;
    const end = Date.now() + withinMs;
    while (!(await holds())) {
      if (Date.now() > end) throw new Error(`${what} did not come within ${withinMs / 1000} s:\n${this.transcript}`);
      await sleep(everyMs);
    }
  }
}

function announcement(child: ChildProcess, said: readonly Line[]): Promise<Announcement> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${why}:\n${said.map(({ text }) => text).join('\n')}`));
    const timer = setTimeout(() => fail('not ready within two minutes'), 120_000);
    child.once('exit', (code) => fail(`ended with ${code}`));
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const told = JSON.parse(line) as Announcement & { ready?: boolean };
      if (!told.ready) return;
      clearTimeout(timer);
      resolve(told);
    });
  });
}

function exitCode(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}
