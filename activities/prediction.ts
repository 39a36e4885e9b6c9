import type { PredictionActivities } from './contract.ts';
import type { MinuteInAdvance } from './minute-in-advance.ts';

export function createPredictionActivities(minute: Pick<MinuteInAdvance, 'prediction'>): PredictionActivities {
  return {
    async predictSignal({ bar }) {
      const prediction = await minute.prediction(bar);
      return { prediction, completedAt: Date.now() };
    },
  };
}
