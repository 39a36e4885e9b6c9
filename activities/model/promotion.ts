import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import { BundleError } from '../../adapters/model/bundle-error.ts';
import type { BundleStore } from '../../adapters/registry/bundle-store.ts';
import type { ModelRegistry } from '../../adapters/registry/port.ts';
import { registerBundle } from '../../adapters/registry/register-bundle.ts';
import { RegistryRefusal } from '../../adapters/registry/registry-refusal.ts';
import type { PromotionActivities } from './promotion-contract.ts';
import { PROMOTION_FAILURES } from './promotion-contract.ts';

export interface PromotionDependencies {
  readonly registry: ModelRegistry;
  readonly bundles: BundleStore;
}

/** What a retraining writes down. Keys of the events are of the workflow's run, so that another attempt adds nothing. */
export function createPromotionActivities({
  registry,
  bundles,
}: PromotionDependencies): Omit<PromotionActivities, 'evaluateModels'> {
  return {
    registerModel: ({ bundleDirectory, who }) =>
      orFailure(async () => {
        const { workflowId } = execution();
        const reason = 'trained on the newest days';
        const registered = await registerBundle({ registry, bundles }, bundleDirectory, { who, reason, workflowId });
        const champion = await registry.champion(registered);
        return { modelId: registered.modelId, champion: champion?.modelId ?? null };
      }),

    recordVerdict: ({ symbol, market, challenger, champion, verdict, who }) =>
      orFailure(async () => {
        const { workflowId, runId } = execution();
        const model = await registry.show(challenger);
        if (!model) throw new RegistryRefusal(`no model ${challenger} is registered`);
        await registry.record({
          symbol,
          market,
          key: `${workflowId}/${runId}/verdict`,
          kind: verdict.decision === 'promote' ? 'promoted' : 'kept',
          modelId: challenger,
          interval: model.interval,
          parent: champion,
          verdict,
          reason: verdict.reason,
          who,
          workflowId,
          recordedAt: Date.now(),
        });
      }),
  };
}

function execution(): { workflowId: string; runId: string } {
  const { workflowExecution } = activityInfo();
  if (!workflowExecution) throw new Error('a model is registered and judged by a workflow');
  return workflowExecution;
}

/** Runs, and tells Temporal what no retry mends. */
async function orFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BundleError) throw ApplicationFailure.nonRetryable(error.message, PROMOTION_FAILURES.bundle);
    if (error instanceof RegistryRefusal) {
      throw ApplicationFailure.nonRetryable(error.message, PROMOTION_FAILURES.registry);
    }
    throw error;
  }
}
