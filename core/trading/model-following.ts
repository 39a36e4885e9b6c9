import type { Prediction, TradeRecordSummary } from '../model/prediction.ts';
import type { Draft } from './draft.ts';

/**
 * Another model may have made this prediction than the one before: Kelly's prior becomes that model's, and the audit is told
 * which one serves from this minute on. A prediction without a prior changes nothing: the settings' prior holds, as it did
 * before predictions carried one.
 */
export function followModel(draft: Draft, { modelId, prior }: Prediction): void {
  if (prior === undefined) return;
  const { settings, lastPrediction } = draft.state;
  // A HOLD in a model's place names that model without having asked it.
  const before = lastPrediction?.fallback === undefined ? lastPrediction?.modelId : undefined;
  const isSameModel = before === undefined || before === modelId;
  const hasSamePrior = isSame(settings.prior, prior);
  if (isSameModel && hasSamePrior) return;
  if (!hasSamePrior) draft.change({ settings: { ...settings, prior } });
  draft.tell(
    'model',
    `${modelId} serves${isSameModel ? '' : ` in the place of ${before}`}; Kelly's prior is now its ${prior.wins} wins of ` +
      `${prior.trades} validation trades`,
  );
}

function isSame(a: TradeRecordSummary, b: TradeRecordSummary): boolean {
  return a.trades === b.trades && a.wins === b.wins && a.winBpsSum === b.winBpsSum && a.lossBpsSum === b.lossBpsSum;
}
