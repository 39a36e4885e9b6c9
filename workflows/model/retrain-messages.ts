import { defineQuery } from '@temporalio/workflow';
import type { TrainModelRequest } from '../../activities/model/contract.ts';
import type { PromotionRules } from '../../core/model/promotion-gate.ts';
import type { PromotionVerdict } from '../../core/model/promotion-verdict.ts';
import type { ModelScope } from '../../core/model/registry-events.ts';
import type { RetrainInterval, RetrainWindow } from '../../core/model/retrain-interval.ts';
import type { UtcDate } from '../../core/pipeline/data-interval.ts';
import type { MarketClock } from '../../core/time/market-clock.ts';

export interface RetrainInput extends ModelScope {
  /** How exchange time runs; real time when absent. */
  readonly clock?: MarketClock;
  /** The last day that is judged on; without one the newest that is over, for whose gold it waits. */
  readonly newest?: UtcDate;
  /** DEFAULT_RETRAIN_WINDOW where absent. */
  readonly window?: Partial<RetrainWindow>;
  /** DEFAULT_PROMOTION_RULES where absent. */
  readonly rules?: Partial<PromotionRules>;
  /** Of the network's weights and the order of its samples; 1 when absent. */
  readonly seed?: number;
  readonly options?: TrainModelRequest['options'];
  /** Who asked; the schedule when absent. */
  readonly who?: string;
}

export interface RetrainResult {
  readonly interval: RetrainInterval;
  readonly modelId: string;
  /** Before this retraining. */
  readonly champion: string | null;
  /** `same`: the training made the champion again, and there was nothing to judge. */
  readonly decision: PromotionVerdict['decision'] | 'same';
  readonly verdict: PromotionVerdict | null;
}

export type RetrainStage = 'waiting' | 'training' | 'registering' | 'evaluating' | 'recording' | 'done';

export interface RetrainProgress {
  readonly stage: RetrainStage;
  /** For people. */
  readonly text: string;
}

export const retrainProgressQuery = defineQuery<RetrainProgress>('progress');
