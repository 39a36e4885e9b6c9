import { renameSync, writeFileSync } from 'node:fs';
import type { DataDirectory } from './data-directory.ts';
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
}

/** The processes of this start: kept running, listed in a file, and stopped in order. */
export class ProcessTable {
  private readonly started = new Map<string, Promise<Supervised>>();
  private readonly running = new Map<string, Supervised>();
  private readonly pids: Record<string, number> = {};
  private readonly file: string;
  private readonly terminal: Terminal;
  private readonly signal: AbortSignal;

  constructor(file: string, terminal: Terminal, signal: AbortSignal) {
    this.file = file;
    this.terminal = terminal;
    this.signal = signal;
  }

  /** Starts a process and keeps it running until the end. @throws what its launch throws. */
  async supervise(options: Omit<SupervisedOptions, 'signal' | 'onRunning' | 'onEnded'>): Promise<Supervised> {
    const { name } = options;
    const starting = Supervised.start({
      ...options,
      signal: this.signal,
      onRunning: ({ pid }) => {
        if (name in this.pids) this.terminal.say(`The ${name} is back.`);
        this.list(name, pid);
      },
      onEnded: (how, delay) => {
        this.terminal.say(`The ${name} ended (${how.split('\n')[0]}); starting it again in ${delay} ms.`);
      },
    });
    this.started.set(name, starting);
    const supervised = await starting;
    this.running.set(name, supervised);
    return supervised;
  }

  /** Current process ids by name. */
  get current(): Readonly<Record<string, number>> {
    return { ...this.pids };
  }

  /** Rejects as soon as one of them could not be kept running. */
  async failure(): Promise<never> {
    return Promise.race([...this.running.values()].map(({ failed }) => failed));
  }

  /** Stops those of one name, if there are any. */
  async stop(name: string): Promise<void> {
    const supervised = await this.started.get(name)?.catch(() => undefined);
    await supervised?.stop();
  }

  killNow(): void {
    for (const supervised of this.running.values()) supervised.killNow();
  }

  private list(name: string, pid: number): void {
    this.pids[name] = pid;
    writeFileSync(`${this.file}.new`, `${JSON.stringify(this.pids)}\n`);
    renameSync(`${this.file}.new`, this.file);
  }
}
