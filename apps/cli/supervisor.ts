import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningProcess } from './child-process.ts';

export interface SupervisedOptions {
  readonly name: string;
  /**
   * Starts the process; resolves when it is ready. The same place, ports and files every time. Gives up when the signal
   * is aborted.
   */
  readonly launch: (signal: AbortSignal) => Promise<RunningProcess>;
  /** Aborted when everything is to stop: nothing is started any more. */
  readonly signal?: AbortSignal;
  /** Told at every (re)start. */
  readonly onRunning?: (process: RunningProcess) => void;
  /** Told when it ended unasked, and when it is tried again. */
  readonly onEnded?: (how: string, delayMs: number) => void;
  /** RECOVERED_MS, unless a test has less time. */
  readonly recoveredMs?: number;
}

/** The process could not be kept running. */
export class GaveUp extends Error {
  override name = 'GaveUp';
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;
/**
 * A process that was ready and lived this long has recovered: the next fall begins with the first delay again. Short,
 * since a position may be waiting for the worker.
 */
const RECOVERED_MS = 5_000;
const ATTEMPTS = 8;

/**
 * Keeps one process running: starts it again when it ends, with growing delays, until it is stopped or does not come
 * back in eight attempts on end.
 */
export class Supervised {
  readonly name: string;
  /** Rejects with GaveUp when the process could not be brought back; never resolves. */
  readonly failed: Promise<never>;
  private readonly options: SupervisedOptions;
  private process: RunningProcess | undefined;
  private launching: Promise<unknown> | undefined;
  private readonly stopping = new AbortController();
  /** Aborted by `stop`, or by the stop of everything. */
  private readonly ending: AbortSignal;
  private fail: (error: Error) => void = () => {};

  private constructor(options: SupervisedOptions) {
    this.options = options;
    this.name = options.name;
    const signals = [this.stopping.signal, ...(options.signal ? [options.signal] : [])];
    this.ending = AbortSignal.any(signals);
    this.failed = new Promise((_, reject) => (this.fail = reject));
    // Whoever waits gets it; nobody waiting must not end the process.
    this.failed.catch(() => undefined);
  }

  /** Starts the process for the first time. @throws what its launch throws. */
  static async start(options: SupervisedOptions): Promise<Supervised> {
    const supervised = new Supervised(options);
    await supervised.launch();
    void supervised.watch();
    return supervised;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** Ends the process for good. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.launching?.catch(() => undefined);
    await this.process?.stop();
  }

  /** For when there is no time: no grace, no waiting. */
  killNow(): void {
    this.stopping.abort();
    if (this.process) killGroup(this.process.pid);
  }

  private async launch(): Promise<RunningProcess> {
    const launching = this.options.launch(this.ending);
    this.launching = launching;
    const started = await launching;
    this.process = started;
    this.options.onRunning?.(started);
    return started;
  }

  private async watch(): Promise<void> {
    let falls = 0;
    while (this.process) {
      const since = Date.now();
      const how = await this.process.exited;
      this.process = undefined;
      if (Date.now() - since > (this.options.recoveredMs ?? RECOVERED_MS)) falls = 0;
      if (!(await this.bringBack(how, falls))) return;
      falls += 1;
    }
  }

  /** Tries until it runs again. False when we are stopping or it is hopeless. */
  private async bringBack(how: string, falls: number): Promise<boolean> {
    let reason = how;
    for (let attempt = 0; attempt < ATTEMPTS && !this.ending.aborted; attempt += 1) {
      const delay = Math.min(FIRST_DELAY_MS * 2 ** (falls + attempt), LONGEST_DELAY_MS);
      this.options.onEnded?.(reason, delay);
      try {
        await sleep(delay, undefined, { signal: this.ending });
        await this.launch();
        return true;
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
    }
    if (!this.ending.aborted) {
      this.fail(new GaveUp(`the ${this.name} ended and did not come back in ${ATTEMPTS} attempts: ${reason}`));
    }
    return false;
  }
}

function killGroup(pid: number): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  }
}
