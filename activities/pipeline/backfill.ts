import { Context } from '@temporalio/activity';
import { openArchive } from '../../adapters/archive/open-archive.ts';
import type { Archive } from '../../adapters/archive/port.ts';
import { fillFunding, fillKlines } from '../../adapters/backfill/fill-by-rest.ts';
import { loadArchiveFile } from '../../adapters/backfill/load-archive-file.ts';
import type { RawHistory } from '../../adapters/exchange/raw-history.ts';
import type { Lakehouse } from '../../adapters/lakehouse/lakehouse.ts';
import { addTotals, changedAnything, NOTHING_LOADED } from '../../core/pipeline/backfill/backfill.ts';
import type { ArchiveSource, BackfillTotals } from '../../core/pipeline/backfill/backfill.ts';
import { outcomeText } from '../../core/pipeline/backfill/progress-text.ts';
import type { PartHeartbeat } from '../../core/pipeline/backfill/progress-text.ts';
import type { BackfillActivities, LoadPartRequest } from './backfill-contract.ts';
import { backfillFailure } from './backfill-failure.ts';

export interface BackfillDependencies {
  readonly lake: Lakehouse;
  /** Used where the request names none. */
  readonly archive: ArchiveSource;
  readonly history: RawHistory;
  /** Our clock, epoch ms. */
  readonly now?: () => number;
}

/** Between two heartbeats while a file is fetched, unpacked, checked or written. */
const HEARTBEAT_MS = 1_000;

export function createBackfillActivities(dependencies: BackfillDependencies): BackfillActivities {
  const { lake, now = Date.now } = dependencies;
  return {
    async loadBackfillPart(request) {
      const context = Context.current();
      const part = new PartLoad(request, dependencies, now, context.cancellationSignal);
      const beat = (): void => context.heartbeat(part.heartbeat);
      const timer = setInterval(beat, HEARTBEAT_MS);
      try {
        beat();
        return await part.load();
      } catch (error) {
        throw backfillFailure(error, context.info.attempt);
      } finally {
        clearInterval(timer);
      }
    },

    async recordBackfill({ progress }) {
      const { workflowExecution } = Context.current().info;
      if (!workflowExecution) throw new Error('a back-fill is recorded by its workflow');
      const { workflowId, runId } = workflowExecution;
      const { symbol, from, to, totals, failed, startedAt, finishedAt = now() } = progress;
      const succeeded = changedAnything(totals) ? 'succeeded' : 'unchanged';
      const runs = await lake.table('audit/pipeline_runs');
      const row = {
        workflow_id: [workflowId],
        run_id: [runId],
        stage: ['backfill'],
        symbol: [symbol],
        from: [from],
        to: [to],
        status: [failed.length > 0 ? 'failed' : succeeded],
        rows: [totals.fileRows + totals.restRows],
        missing_minutes: [totals.missing],
        repaired_minutes: [totals.restRows],
        duplicates: [0],
        message: [[outcomeText(progress), ...failed.map(({ part, sentence }) => `${part}: ${sentence}`)].join('; ')],
        started_time: [startedAt],
        finished_time: [finishedAt],
      };
      await runs.append(row, { transaction: { appId: `backfill/${workflowId}/${runId}`, version: 0 } });
    },
  };
}

/** One attempt at one part. */
class PartLoad {
  readonly #request: LoadPartRequest;
  readonly #dependencies: BackfillDependencies;
  readonly #now: () => number;
  readonly #signal: AbortSignal;
  #totals: BackfillTotals = NOTHING_LOADED;
  #doing = 'looking what the archive has';

  constructor(request: LoadPartRequest, dependencies: BackfillDependencies, now: () => number, signal: AbortSignal) {
    this.#request = request;
    this.#dependencies = dependencies;
    this.#now = now;
    this.#signal = signal;
  }

  get heartbeat(): PartHeartbeat {
    return { part: this.#request.part.label, totals: this.#totals, doing: this.#doing };
  }

  async load(): Promise<BackfillTotals> {
    const { symbol, kind, part, archive: source, rest } = this.#request;
    const archive = openArchive(source ?? this.#dependencies.archive);
    const { from, to } = part;
    const files = await archive.list({ symbol, kind, from, to, now: this.#now() }, { signal: this.#signal });
    for (const file of files) {
      this.#signal.throwIfAborted();
      this.#add(await this.#loadFile(archive, file));
    }
    if (rest) await this.#fill();
    return this.#totals;
  }

  async #loadFile(archive: Archive, file: Parameters<typeof loadArchiveFile>[0]): Promise<Partial<BackfillTotals>> {
    const { lake } = this.#dependencies;
    const result = await loadArchiveFile(file, { lake, archive, ...this.#watching() });
    if (result.status === 'unchanged') return { filesUnchanged: 1 };
    return { filesLoaded: 1, fileRows: result.rows, bytes: result.bytes };
  }

  /** Aggregate trades and depths of the past can't be had by REST in bulk. */
  async #fill(): Promise<void> {
    const { lake, history } = this.#dependencies;
    const { symbol, kind, part } = this.#request;
    if (kind !== 'klines' && kind !== 'fundingRate') return;
    const fill = kind === 'klines' ? fillKlines : fillFunding;
    const { rows, missing } = await fill(symbol, part, { lake, history, ...this.#watching() });
    this.#add({ restRows: rows, missing });
  }

  #watching() {
    const onDoing = (what: string): void => {
      this.#doing = what;
    };
    return { signal: this.#signal, onDoing, now: this.#now, since: this.#request.since };
  }

  #add(totals: Partial<BackfillTotals>): void {
    this.#totals = addTotals(this.#totals, { ...NOTHING_LOADED, ...totals });
  }
}
