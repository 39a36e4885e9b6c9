import { ApplicationFailure } from '@temporalio/common';
import type { NotificationActivities } from '../../../activities/contract.ts';
import type { ModelTrainingActivities, TrainModelRequest } from '../../../activities/model/contract.ts';
import type { EvaluationRequest, PromotionActivities } from '../../../activities/model/promotion-contract.ts';
import type { EtlActivities } from '../../../activities/pipeline/etl-contract.ts';
import type { JudgedModel } from '../../../core/model/promotion-gate.ts';
import type { NewRegistryEvent, RegistryEvent } from '../../../core/model/registry-events.ts';
import { championOf, refusalOf } from '../../../core/model/registry-state.ts';
import { newEvent, SCOPE } from '../../core/model/registry-events.ts';

export const BETTER: Omit<JudgedModel, 'modelId'> = {
  trades: 60,
  meanTrade: { bps: 4, interval: { low: 1, high: 7 } },
  return: 0.03,
  maxDrawdown: 0.02,
  calibrationError: 0.02,
};
export const WORSE: Omit<JudgedModel, 'modelId'> = {
  ...BETTER,
  meanTrade: { bps: -2, interval: { low: -4, high: 0.1 } },
  return: -0.01,
};

/** All that a retraining asks for, without a network, a lake or a market. */
export class ScriptedTraining {
  marketTime = Date.parse('2022-07-14T00:40:00Z');
  /** The newest day in gold, at each look; the last one stays. */
  gold: (string | null)[] = ['2022-07-13'];
  trained = 'new-model';
  readonly asked: { training?: TrainModelRequest; evaluation?: EvaluationRequest } = {};
  readonly told: { readonly level: string; readonly text: string }[] = [];
  readonly events: RegistryEvent[] = [];
  challenger = BETTER;
  champion = WORSE;
  trainingFailure: Error | undefined;
  /** How often the registry can't be written; each attempt counts one down. */
  writeFailures = 0;
  writeAttempts = 0;
  /** Happens while the two are judged. */
  meanwhile: () => void = () => undefined;

  constructor({ champion }: { readonly champion?: string } = {}) {
    if (champion === undefined) return;
    this.add(newEvent('registered', champion, null));
    this.add(newEvent('promoted', champion, null));
  }

  add(event: NewRegistryEvent): void {
    const refusal = refusalOf(this.events, event);
    if (refusal !== undefined) throw ApplicationFailure.nonRetryable(refusal, 'RegistryRefused');
    this.events.push({ ...event, sequence: this.events.length });
  }

  get serving(): string | null {
    return championOf(this.events, SCOPE)?.modelId ?? null;
  }

  activities(): ModelTrainingActivities &
    PromotionActivities &
    NotificationActivities &
    Pick<EtlActivities, 'readMarketTime' | 'findLastSuccess'> {
    return {
      readMarketTime: async () => this.marketTime,
      findLastSuccess: async () => (this.gold.length > 1 ? this.gold.shift() : this.gold[0]) ?? null,
      trainModel: async (request) => {
        this.asked.training = request;
        if (this.trainingFailure) throw this.trainingFailure;
        // The workflow reads the folder alone.
        return { bundleDirectory: `/models/${this.trained}` } as Awaited<
          ReturnType<ModelTrainingActivities['trainModel']>
        >;
      },
      registerModel: async ({ bundleDirectory, who }) => {
        const modelId = bundleDirectory.replace('/models/', '');
        const champion = this.serving;
        if (!this.events.some((event) => event.modelId === modelId)) {
          this.add(newEvent('registered', modelId, champion, { who }));
        }
        return { modelId, champion };
      },
      evaluateModels: async (request) => {
        this.asked.evaluation = request;
        this.meanwhile();
        const { challenger, champion } = request;
        return {
          challenger: { ...this.challenger, modelId: challenger },
          champion: champion === null ? null : { ...this.champion, modelId: champion },
          minutes: 20_100,
          championTrainedOn: 0,
        };
      },
      recordVerdict: async ({ challenger, champion, verdict, who }) => {
        this.writeAttempts += 1;
        if (this.writeFailures > 0) {
          this.writeFailures -= 1;
          throw new Error('the store is down');
        }
        const kind = verdict.decision === 'promote' ? 'promoted' : 'kept';
        this.add(newEvent(kind, challenger, champion, { verdict, reason: verdict.reason, who }));
      },
      notifyOperator: async (message) => {
        this.told.push(message);
      },
    };
  }
}
