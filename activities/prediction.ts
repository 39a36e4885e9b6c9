import type { BarWindow } from '../adapters/market-feed/bar-window.ts';
import type { SignalModel } from '../adapters/model/port.ts';
import type { PredictionActivities } from './contract.ts';

export interface PredictionDependencies {
  readonly window: BarWindow;
  readonly model: SignalModel;
}

export function createPredictionActivities({ window, model }: PredictionDependencies): PredictionActivities {
  return {
    async predictSignal({ bar }) {
      const inputs = await window.endingAt(bar);
      const prediction = await model.predict(inputs);
      return { prediction, completedAt: Date.now() };
    },
  };
}
