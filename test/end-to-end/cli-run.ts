import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { StoredRecord } from '../../core/trading/records.ts';
import { tableFile } from '../../adapters/audit/tables.ts';
import { lacking } from '../house/toolchain.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RECORDED_KLINES = path.resolve(ROOT, '../shared/data/klines_usdm_1m');

/** What `npm start -- --json` says when everything is up. */
export interface Ready {
  readonly ready: true;
  readonly dashboard: string;
  readonly webUi: string;
  readonly exchange: string;
  readonly temporal: string;
  readonly workflowId: string;
  readonly auditDir: string;
  readonly processes: Readonly<Record<string, number>>;
}

/** The folder of recorded klines; skips with a sentence where it is missing, fails instead with CI=true. */
export function recordedKlines(context: Mocha.Context): string {
  if (existsSync(RECORDED_KLINES)) return RECORDED_KLINES;
  return lacking(context, `the recorded klines are missing: ${RECORDED_KLINES}`);
}

/** One `npm start` as a user would make it, in a folder of its own. */
export class CliRun {
  readonly directory: string;
  readonly output: string[] = [];
  private child: ChildProcess | undefined;

  private readonly withPipeline: boolean;

  private constructor(directory: string, withPipeline: boolean) {
    this.directory = directory;
    this.withPipeline = withPipeline;
  }

  /** Without the pipeline, unless it is what is tested: it would take the machine from the minutes. */
  static async inNewFolder({ pipeline = false } = {}): Promise<CliRun> {
    return new CliRun(await mkdtemp(path.join(tmpdir(), 'minutehand-e2e-')), pipeline);
  }

  /** Starts and waits until everything is up. Throws with the output when it ends instead. */
  async start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ready> {
    return JSON.parse(await this.startUntil(/^\{"ready"/, args, env)) as Ready;
  }

  /** Starts and waits for a line of its output, which it returns. Throws with the output when it ends instead. */
  async startUntil(wanted: RegExp, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    const child = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        'apps/cli/start.ts',
        '--json',
        '--data-dir',
        this.directory,
        ...this.pipelineArgument,
        ...args,
      ],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
    );
    this.child = child;
    return await new Promise<string>((resolve, reject) => {
      const read = (line: string): void => {
        this.output.push(line);
        if (wanted.test(line)) resolve(line);
      };
      createInterface({ input: child.stdout }).on('line', read);
      createInterface({ input: child.stderr }).on('line', read);
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${this.output.join('\n')}`)));
    });
  }

  private get pipelineArgument(): string[] {
    return this.withPipeline ? [] : ['--no-pipeline'];
  }

  /** Of the start itself. */
  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** Waits for the end that `--minutes` brings, or asks for it; returns the exit code. */
  async end(signal?: NodeJS.Signals): Promise<number | null> {
    const child = this.child;
    if (!child) throw new Error('nothing was started');
    if (child.exitCode !== null) return child.exitCode;
    if (signal) child.kill(signal);
    return await new Promise((resolve) => child.once('exit', resolve));
  }

  /** The summary line of a run that has ended. */
  summary(): { bars: number; decisions: Record<string, number>; trades: { count: number; net: string } } {
    const line = this.output.find((text) => text.startsWith('{"summary"'));
    if (line === undefined) throw new Error(`no summary in:\n${this.output.join('\n')}`);
    return (JSON.parse(line) as { summary: ReturnType<CliRun['summary']> }).summary;
  }

  /** All records of an audit table. */
  async table<T extends StoredRecord['table']>(table: T): Promise<Extract<StoredRecord, { table: T }>[]> {
    const text = await readFile(tableFile(path.join(this.directory, 'audit'), table), 'utf8').catch(() => '');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Extract<StoredRecord, { table: T }>);
  }

  async remove(): Promise<void> {
    if (this.child && this.child.exitCode === null) await this.end('SIGTERM');
    await rm(this.directory, { recursive: true, force: true });
  }
}
