import type { Prediction } from '../../core/model/prediction.ts';
import type { TradeRecordSummary } from '../../core/model/prediction.ts';
import type { FeatureInputs } from '../../core/features/inputs.ts';

/** A model that is ready to serve. */
export interface SignalModel {
  readonly modelId: string;
  /** Kelly's prior: net results of its validation trades. */
  readonly prior: TradeRecordSummary;
  /** Bars it needs, e.g. 1,500. */
  readonly windowBars: number;
  /**
   * Predicts for the last minute of `inputs` (columnar, ascending, without gaps, at least windowBars long).
   * @throws RangeError when the window is short, has a gap or yields a feature that is not finite.
   */
  predict(inputs: FeatureInputs): Promise<Prediction>;
}
