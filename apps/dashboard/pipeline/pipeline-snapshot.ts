import type { TableState } from '../../../adapters/lakehouse/table-state.ts';
import { Refreshed } from '../sources/refreshed.ts';
import type { Reading } from '../sources/refreshed.ts';
import type { DashboardSettings } from '../settings.ts';
import { workflowUrl } from '../workflow-url.ts';
import { createLakeSource } from './lake-source.ts';
import type { LakeSource, PipelineRun } from './lake-source.ts';
import { createRunningSource } from './running-source.ts';
import type { RunningSource, RunningWorkflow } from './running-source.ts';

/** Everything that the pipeline page shows, as JSON. Times are epoch ms: intervals exchange time, the rest our clock. */
export interface PipelineSnapshot {
  readonly symbol: string;
  /** What can't be reached, by source, with a sentence. */
  readonly problems: { readonly lake?: string; readonly temporal?: string };
  /** Workflows of the pipeline that run now, newest first. */
  readonly running: readonly Linked<RunningWorkflow>[];
  /** The last runs of stages, newest first. */
  readonly runs: readonly Linked<PipelineRun>[];
  readonly tables: readonly TableState[];
}

/** With the address of its workflow in Temporal's Web UI, where that is known. */
type Linked<T> = T & { readonly url?: string };

const EVERY_FEW_SECONDS = { maxAgeMs: 3_000, patienceMs: 4_000 };

export interface PipelineSources {
  readonly lake?: LakeSource;
  readonly running?: RunningSource;
}

/** Gathers what the pipeline page shows from the lake and from Temporal; a source that is away costs its own part only. */
export class PipelineSnapshotSource {
  readonly #settings: DashboardSettings;
  readonly #sources: PipelineSources;
  readonly #runs: Refreshed<readonly PipelineRun[]> | undefined;
  readonly #tables: Refreshed<readonly TableState[]> | undefined;
  readonly #running: Refreshed<readonly RunningWorkflow[]> | undefined;

  constructor(settings: DashboardSettings, sources: PipelineSources = sourcesOf(settings)) {
    const { lake, running } = sources;
    this.#settings = settings;
    this.#sources = sources;
    this.#runs = lake && new Refreshed(() => lake.runs(), EVERY_FEW_SECONDS);
    this.#tables = lake && new Refreshed(() => lake.tables(), EVERY_FEW_SECONDS);
    this.#running = running && new Refreshed(() => running.running(), EVERY_FEW_SECONDS);
  }

  async read(): Promise<PipelineSnapshot> {
    const nothing: Reading<never> = { value: undefined, problem: undefined };
    const [runs, tables, running] = await Promise.all([
      this.#runs?.read() ?? nothing,
      this.#tables?.read() ?? nothing,
      this.#running?.read() ?? nothing,
    ]);
    const lakeProblem = runs.problem ?? tables.problem;
    return {
      symbol: this.#settings.symbol,
      problems: {
        ...(lakeProblem === undefined ? {} : { lake: lakeProblem }),
        ...(running.problem === undefined ? {} : { temporal: running.problem }),
      },
      running: (running.problem === undefined ? (running.value ?? []) : []).map((one) => this.#linked(one)),
      runs: (runs.value ?? []).map((run) => this.#linked(run)),
      tables: tables.value ?? [],
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.#sources.lake?.close(), this.#sources.running?.close()]);
  }

  #linked<T extends { readonly workflowId: string; readonly runId: string }>(one: T): Linked<T> {
    const url = workflowUrl(this.#settings.temporal, one.workflowId, one.runId);
    return url === undefined ? one : { ...one, url };
  }
}

function sourcesOf({ lake, temporal }: DashboardSettings): PipelineSources {
  return {
    ...(lake && { lake: createLakeSource(lake) }),
    ...(temporal && { running: createRunningSource(temporal) }),
  };
}
