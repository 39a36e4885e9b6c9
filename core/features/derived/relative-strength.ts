import { TA_LIB_ZERO } from '../kernels/ta-lib-zero.ts';
import type { Derivation } from '../context.ts';
import { wilderAverage } from '../kernels/wilder.ts';
import { closeChange } from './price.ts';

/** Wilder's RSI of this period, percent, as TA-Lib has it: 100 * gain / (gain + loss), 0 where nothing has ever moved. */
export function relativeStrength(period: number): Derivation<Float64Array> {
  return ({ use, column }) => {
    const change = use(closeChange);
    const gain = column();
    const loss = column();
    for (let i = 0; i < change.length; i++) {
      gain[i] = Math.max(change[i]!, 0);
      loss[i] = Math.max(-change[i]!, 0);
    }
    const averageGain = wilderAverage(gain, period, column(), period);
    const averageLoss = wilderAverage(loss, period, column(), period);
    for (let i = period; i < averageGain.length; i++) {
      const total = averageGain[i]! + averageLoss[i]!;
      averageGain[i] = total < TA_LIB_ZERO ? 0 : 100 * (averageGain[i]! / total);
    }
    return averageGain;
  };
}
