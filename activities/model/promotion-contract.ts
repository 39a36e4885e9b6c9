import type { JudgedModel } from '../../core/model/promotion-gate.ts';
import type { PromotionVerdict } from '../../core/model/promotion-verdict.ts';
import type { ModelScope } from '../../core/model/registry-events.ts';
import type { DataInterval } from '../../core/pipeline/data-interval.ts';

/** A trained bundle that is in the store and the registry. */
export interface RegisteredChallenger {
  readonly modelId: string;
  /** The model that served in its scope when it was registered; null when none did. */
  readonly champion: string | null;
}

export interface EvaluationRequest extends ModelScope {
  readonly challenger: string;
  readonly champion: string | null;
  /** Minutes to judge on, epoch ms. */
  readonly heldOut: DataInterval;
}

/** Both on the same minutes, with the same fees, fills, funding and risk limits. */
export interface Evaluation {
  readonly challenger: JudgedModel;
  readonly champion: JudgedModel | null;
  /** Minutes of the held-out ones that had a bar. */
  readonly minutes: number;
  /** Held-out minutes that the champion was trained on, which flatters it. */
  readonly championTrainedOn: number;
}

/** activities/model/promotion.ts and evaluation.ts, on the pipeline worker: each may be tried again, and ends the same. */
export interface PromotionActivities {
  /** Copies a bundle of this machine into the store, and registers the model. */
  registerModel(request: { readonly bundleDirectory: string; readonly who: string }): Promise<RegisteredChallenger>;
  /** Runs both through the backtest. Heartbeats say how far it is. */
  evaluateModels(request: EvaluationRequest): Promise<Evaluation>;
  /** Writes the verdict down; to promote is that. Nothing is written when the champion has changed since. */
  recordVerdict(
    request: ModelScope & {
      readonly challenger: string;
      readonly champion: string | null;
      readonly verdict: PromotionVerdict;
      readonly who: string;
    },
  ): Promise<void>;
}

/** Failure types that no retry mends. */
export const PROMOTION_FAILURES = {
  /** A bundle must not serve. */
  bundle: 'BundleRefused',
  /** The registry does not take it, e.g. because the champion has changed meanwhile. */
  registry: 'RegistryRefused',
  /** There are no minutes to judge on. */
  data: 'HeldOutDataRefused',
} as const;
