import { statSync } from 'node:fs';
import path from 'node:path';
import { readBackfill, startBackfill } from '../../../adapters/backfill/backfill-client.ts';
import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { ARCHIVE_KINDS } from '../../../core/pipeline/backfill/archive-files.ts';
import type { ArchiveKind } from '../../../core/pipeline/backfill/archive-files.ts';
import type { BackfillProgress, BackfillRequest } from '../../../core/pipeline/backfill/backfill.ts';
import { outcomeText, progressLine } from '../../../core/pipeline/backfill/progress-text.ts';
import { SYMBOL } from '../start-plan.ts';
import type { LakeOptions } from './lake-place.ts';
import { monthOption } from './month-option.ts';
import { printAnswer } from './output.ts';
import { followWorkflow } from './follow-workflow.ts';
import { refusePaperMarket } from './own-pipeline-settings.ts';
import { withPipeline } from './running-pipeline.ts';
import type { PipelineAtWork } from './running-pipeline.ts';

export interface BackfillOptions extends LakeOptions {
  readonly from?: string;
  readonly to?: string;
  readonly fromDir?: string;
  readonly kinds: string;
  readonly rest: boolean;
}

/** `lake backfill`: months of the past into bronze, by the running pipeline or one of its own, one kind after the other. */
export async function backfillLake(options: BackfillOptions): Promise<void> {
  const requests = kindsOf(options.kinds).map((kind) => requestOf(kind, options));
  const work = async (pipeline: PipelineAtWork): Promise<void> => {
    const outcomes: BackfillProgress[] = [];
    for (const request of requests) {
      const { handle } = await startBackfill(pipeline.client, request);
      const outcome = await followWorkflow<BackfillProgress>(pipeline, handle, async () =>
        progressLine((await readBackfill(pipeline.client, request)).progress, Date.now()),
      );
      if (!outcome) return;
      outcomes.push(outcome);
    }
    printAnswer(options, { outcomes }, () => outcomes.map(outcomeText).join('\n'));
  };
  await withPipeline(options, work, (settings) => {
    const { fromDir } = options;
    if (fromDir === undefined) return refusePaperMarket(settings, 'give the files by --from-dir');
    if (statSync(fromDir, { throwIfNoEntry: false })?.isDirectory()) return;
    throw new ConfigurationRefused(`--from-dir is "${fromDir}", and must be a folder of market data files`);
  });
}

function requestOf(kind: ArchiveKind, { from, to, fromDir, rest }: BackfillOptions): BackfillRequest {
  const [first, end] = [monthOption('--from', from)?.first, monthOption('--to', to)?.end];
  if (first !== undefined && end !== undefined && first >= end) {
    throw new ConfigurationRefused(`--from ${from} comes after --to ${to}`);
  }
  return {
    symbol: SYMBOL,
    kind,
    ...(first === undefined ? {} : { from: first }),
    ...(end === undefined ? {} : { to: end }),
    ...(fromDir === undefined ? {} : { archive: { kind: 'folder', folder: path.resolve(fromDir) } }),
    ...(rest ? {} : { rest: false }),
  };
}

/** The kinds of a list like `klines,funding`. @throws ConfigurationRefused */
function kindsOf(text: string): ArchiveKind[] {
  return text.split(',').map((word) => {
    const kind = ARCHIVE_KINDS.find((one) => one === word || (one === 'fundingRate' && word === 'funding'));
    if (kind) return kind;
    throw new ConfigurationRefused(
      `--kinds has "${word}", and must be of klines, aggTrades, funding, bookDepth, like klines,funding`,
    );
  });
}
