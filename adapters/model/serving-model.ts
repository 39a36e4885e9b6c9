import type { FeatureInputs } from '../../core/features/inputs.ts';
import type { Prediction, TradeRecordSummary } from '../../core/model/prediction.ts';
import type { SignalModel } from './port.ts';

/**
 * The model that serves, which may be another one from one prediction to the next. A prediction under way ends with the
 * model that it began with; each carries the id and Kelly's prior of the model that made it.
 */
export class ServingModel implements SignalModel {
  readonly windowBars: number;
  #model: SignalModel;

  constructor(model: SignalModel) {
    this.#model = model;
    this.windowBars = model.windowBars;
  }

  get modelId(): string {
    return this.#model.modelId;
  }

  get prior(): TradeRecordSummary {
    return this.#model.prior;
  }

  async predict(inputs: FeatureInputs): Promise<Prediction> {
    const model = this.#model;
    const prediction = await model.predict(inputs);
    return { ...prediction, prior: prediction.prior ?? model.prior };
  }

  /**
   * Serves `model` from the next prediction on.
   * @throws RangeError when it needs more minutes than this process keeps; the one before goes on.
   */
  replace(model: SignalModel): void {
    if (model.windowBars > this.windowBars) {
      throw new RangeError(
        `${model.modelId} needs ${model.windowBars} minutes before a prediction, and ${this.windowBars} are kept`,
      );
    }
    this.#model = model;
  }
}
