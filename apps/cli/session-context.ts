import type { LakeLocation } from '../../adapters/lakehouse/lakehouse.ts';
import { renameSync, writeFileSync } from 'node:fs';
import type { DataDirectory } from './data-directory.ts';
import type { ExchangeKeys } from './exchange-keys.ts';
import type { Ports } from './ports.ts';
import type { StartPlan } from './start-plan.ts';
import { Supervised } from './supervisor.ts';
import type { SupervisedOptions } from './supervisor.ts';
import type { Terminal } from './terminal.ts';

/** What every step of a start works with. */
export interface SessionContext {
  readonly plan: StartPlan;
  readonly directory: DataDirectory;
  readonly terminal: Terminal;
  /** Aborted when everything is to stop. */
  readonly signal: AbortSignal;
  readonly processes: ProcessTable;
  readonly ports: Ports;
  /** Absent on paper: the paper exchange gets keys of its own. */
  readonly exchangeKeys?: ExchangeKeys;
}

/** Where the lakehouse of a start is: in its data folder, unless it was told otherwise. */
export function lakeOf({ plan, directory }: SessionContext): LakeLocation {
  return plan.lake ?? { kind: 'folder', folder: directory.lake };
}

/** The processes of a start, as scripts name them. */
export type ProcessKey = 'temporal' | 'exchange' | 'worker' | 'pipeline' | 'dashboard';

/** The processes of this start: kept running, listed in a file, and stopped in order. */
export class ProcessTable {
  private readonly started = new Map<ProcessKey, Promise<Supervised>>();
  private readonly running = new Map<ProcessKey, Supervised>();
  private readonly pids: Partial<Record<ProcessKey, number>> = {};
  private readonly down = new Set<string>();
  private readonly file: string;
  private readonly terminal: Terminal;
  private readonly closed = new AbortController();
  private readonly signal: AbortSignal;

  constructor(file: string, terminal: Terminal, signal: AbortSignal) {
    this.file = file;
    this.terminal = terminal;
    this.signal = AbortSignal.any([signal, this.closed.signal]);
  }

  /** Starts a process and keeps it running until the end. @throws what its launch throws. */
  async supervise(key: ProcessKey, options: Pick<SupervisedOptions, 'name' | 'launch'>): Promise<void> {
    const { name } = options;
    const starting = Supervised.start({
      ...options,
      signal: this.signal,
      onRunning: ({ pid }) => {
        this.down.delete(name);
        if (key in this.pids) this.terminal.say(`The ${name} is back.`);
        this.list(key, pid);
      },
      onEnded: (how, delay) => {
        this.down.add(name);
        this.terminal.say(`The ${name} ended (${how.split('\n')[0]}); starting it again in ${delay} ms.`);
      },
    });
    this.started.set(key, starting);
    this.running.set(key, await starting);
  }

  /** Current process ids. */
  get current(): Readonly<Partial<Record<ProcessKey, number>>> {
    return { ...this.pids };
  }

  /** Names of those that have ended unasked and are not back yet. */
  get restarting(): readonly string[] {
    return [...this.down];
  }

  /** Rejects as soon as one of them could not be kept running. */
  async failure(): Promise<never> {
    return Promise.race([...this.running.values()].map(({ failed }) => failed));
  }

  /** True once everything is to end. */
  get isClosed(): boolean {
    return this.closed.signal.aborted;
  }

  /** From now on nothing is started or started again. */
  close(): void {
    this.closed.abort(new Error('stopped'));
  }

  /** Stops one for good, if it was started. */
  async stop(key: ProcessKey): Promise<void> {
    const supervised = await this.started.get(key)?.catch(() => undefined);
    await supervised?.stop();
    this.list(key, undefined);
  }

  killNow(): void {
    for (const supervised of this.running.values()) supervised.killNow();
  }

  private list(key: ProcessKey, pid: number | undefined): void {
    if (pid === undefined) delete this.pids[key];
    else this.pids[key] = pid;
    writeFileSync(`${this.file}.new`, `${JSON.stringify(this.pids)}\n`);
    renameSync(`${this.file}.new`, this.file);
  }
}
