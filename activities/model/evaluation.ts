import { ApplicationFailure, Context } from '@temporalio/activity';
import { evaluateModel, wholeDays } from '../../adapters/evaluation/evaluate-model.ts';
import { EvaluationRefused } from '../../adapters/evaluation/evaluation-refused.ts';
import { silverMarket } from '../../adapters/evaluation/silver-market.ts';
import type { Lakehouse } from '../../adapters/lakehouse/lakehouse.ts';
import { BundleError } from '../../adapters/model/bundle-error.ts';
import type { BundleStore } from '../../adapters/registry/bundle-store.ts';
import { DAY_MS, MINUTE_MS } from '../../core/market/bar.ts';
import { withHeartbeat } from '../pipeline/heartbeat.ts';
import type { Evaluation, EvaluationRequest, PromotionActivities } from './promotion-contract.ts';
import { PROMOTION_FAILURES } from './promotion-contract.ts';

export interface EvaluationDependencies {
  readonly lake: Lakehouse;
  readonly bundles: BundleStore;
}

/** Champion and challenger through the backtest, one after the other. */
export function createEvaluationActivities({
  lake,
  bundles,
}: EvaluationDependencies): Pick<PromotionActivities, 'evaluateModels'> {
  return {
    evaluateModels: async (request) => {
      try {
        return await withHeartbeat((atStep) => evaluate(lake, bundles, request, atStep));
      } catch (error) {
        if (error instanceof BundleError)
          throw ApplicationFailure.nonRetryable(error.message, PROMOTION_FAILURES.bundle);
        if (error instanceof EvaluationRefused) {
          throw ApplicationFailure.nonRetryable(error.message, PROMOTION_FAILURES.data);
        }
        throw error;
      }
    },
  };
}

async function evaluate(
  lake: Lakehouse,
  bundles: BundleStore,
  { symbol, challenger, champion, heldOut }: EvaluationRequest,
  atStep: (step: string) => void,
): Promise<Evaluation> {
  atStep('bars of the held-out days');
  const days = wholeDays(heldOut);
  const market = await silverMarket(lake, symbol, { from: days.from - DAY_MS, to: days.to });
  const options = { atStep, signal: Context.current().cancellationSignal };
  const judge = async (modelId: string) => {
    const bundle = await bundles.fetch(modelId);
    const { judged, minutes } = await evaluateModel(lake, market, bundle, heldOut, options);
    return { judged, minutes, trainedTo: bundle.manifest.interval.to };
  };
  const one = await judge(challenger);
  const other = champion === null ? undefined : await judge(champion);
  const seen = other === undefined ? 0 : Math.min(other.trainedTo, heldOut.to) - heldOut.from;
  return {
    challenger: one.judged,
    champion: other?.judged ?? null,
    minutes: one.minutes,
    championTrainedOn: Math.max(0, seen) / MINUTE_MS,
  };
}
