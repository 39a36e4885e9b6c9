import { gravest, judge } from './finding.ts';
import type { Finding } from './finding.ts';
import type { QualityThresholds } from './thresholds.ts';

/** What was counted when silver was made of the messages of a day. */
export interface MessageCounts {
  /** Rows of silver. */
  readonly rows: number;
  /** Messages that said the same again. */
  readonly duplicates: number;
  /** Minutes and settlements of which messages say different things. */
  readonly disagreements: number;
}

/** Sources that contradict each other, and messages that came far more often than once. */
export function checkDisagreements(counts: MessageCounts, thresholds: QualityThresholds): Finding {
  const { rows, duplicates, disagreements } = counts;
  const perRow = rows === 0 ? 0 : duplicates / rows;
  return {
    check: 'disagreements',
    verdict: gravest([judge(disagreements, thresholds.disagreements), judge(perRow, thresholds.duplicatesPerRow)]),
    numbers: { disagreements, duplicates, duplicatesPerRow: perRow, rows },
    sentence:
      `messages differ about ${disagreements} minutes or settlements (from ${thresholds.disagreements.stop} on the run stops) ` +
      `and ${duplicates} came again for ${rows} rows (from ${thresholds.duplicatesPerRow.stop} times on)`,
  };
}
